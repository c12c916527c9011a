/** Puts the kernel's wheels, compiled for quicker kernels, beside Pyodide's core. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileWheels } from '../lib/compile-wheels.mjs';
import { BUILD, DOWNLOADED_WHEELS, NODE_MODULES, PYODIDE, PYTHON, ROOT } from '../lib/paths.mjs';

const CORE = join(NODE_MODULES, 'pyodide');
const CORE_FILES = [
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];
const COMPILED = join(BUILD, 'compiled-wheels');
const LOCK_WRITER = join(ROOT, 'scripts', 'pyodide_lock.py');

for (const folder of [COMPILED, PYODIDE]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
await compileWheels(DOWNLOADED_WHEELS, COMPILED);
for (const name of CORE_FILES) cpSync(join(CORE, name), join(PYODIDE, name));
execFileSync(PYTHON, [LOCK_WRITER, COMPILED, PYODIDE], { stdio: 'inherit' });
