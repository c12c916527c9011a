import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

export const WHEEL_COMPILER = join(ROOT, 'scripts', 'compile_wheels.py');

/**
 * Copies the wheels of a folder, with their modules compiled by the Python that will import them.
 *
 * @param {string} source
 * @param {string} target folder that exists
 */
export async function compileWheels(source, target) {
  // Not before set-up has installed it.
  const { loadPyodide } = await import('pyodide');
  const python = await loadPyodide();
  for (const [path, root] of Object.entries({ '/source': source, '/target': target })) {
    python.FS.mkdir(path);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, path);
  }
  python.runPython(await readFile(WHEEL_COMPILER, 'utf8'));
}
