/** Makes the Pyodide of the oldest JupyterLite's kernel, with what that needs to start. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DOWNLOADED_WHEELS, NODE_MODULES, PYTHON, ROOT } from '../lib/paths.mjs';
import { OLDEST_PYODIDE } from '../lib/oldest.mjs';

const CORE = join(NODE_MODULES, 'pyodide-oldest');
const CORE_FILES = [
  'pyodide.js',
  'pyodide.asm.js',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];
/** Its other wheels are on Pyodide's own servers alone. IPython goes without its history then. */
const EMPTY = 'sqlite3';
const NEEDED = ['comm', 'ipython', 'jedi', 'micropip', EMPTY];

/**
 * @param {string} script
 * @param {readonly string[]} args
 */
const python = (script, ...args) =>
  execFileSync(PYTHON, [join(ROOT, 'scripts', script), ...args], { stdio: 'inherit' });

const pure = `${OLDEST_PYODIDE}-wheels`;
for (const folder of [OLDEST_PYODIDE, pure]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const name of CORE_FILES) cpSync(join(CORE, name), join(OLDEST_PYODIDE, name));
for (const name of readdirSync(DOWNLOADED_WHEELS)) {
  if (name.endsWith('-none-any.whl')) cpSync(join(DOWNLOADED_WHEELS, name), join(pure, name));
}
python('empty_wheel.py', EMPTY, pure);
python('pyodide_lock.py', pure, OLDEST_PYODIDE, ...NEEDED);
rmSync(pure, { recursive: true });
