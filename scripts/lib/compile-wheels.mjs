import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPyodide } from 'pyodide';
import { ROOT } from './paths.mjs';

/**
 * Copies the wheels of a folder, with their modules compiled by the Python that will import them.
 *
 * @param {string} source
 * @param {string} target folder that exists
 */
export async function compileWheels(source, target) {
  const python = await loadPyodide();
  for (const [path, root] of Object.entries({ '/source': source, '/target': target })) {
    python.FS.mkdir(path);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, path);
  }
  python.runPython(await readFile(join(ROOT, 'scripts', 'compile_wheels.py'), 'utf8'));
}
