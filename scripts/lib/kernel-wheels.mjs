import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WHEEL_COMPILER, compileWheels } from './compile-wheels.mjs';
import { BUILD, NODE_MODULES, PYTHON, REQUIREMENTS, ROOT } from './paths.mjs';
import { pip } from './python-env.mjs';
import { runCommand } from './run-command.mjs';
import { runStep } from './steps.mjs';

/** Pyodide as the demo site serves it: the core, and wheels that its lock file lists. */
export const PYODIDE = join(BUILD, 'pyodide');

const WHEELS = join(BUILD, 'kernel-wheels');
const COMPILED = join(BUILD, 'compiled-wheels');
const CORE = join(NODE_MODULES, 'pyodide');
const CORE_FILES = [
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];
const LOCK = join(REQUIREMENTS, 'kernel.txt');
const LOCK_WRITER = join(ROOT, 'scripts', 'pyodide_lock.py');

/** What Pyodide 314 is, in pip's words. */
const PLATFORM = [
  '--platform=pyemscripten_2026_0_wasm32',
  '--python-version=3.14',
  '--implementation=cp',
  '--abi=cp314',
  '--abi=none',
];

/**
 * Downloads the kernel's wheels.
 *
 * @param {import('./steps.mjs').Context} context
 * @returns {Promise<string>} their folder
 */
export async function ensureKernelWheels(context) {
  await runStep(
    {
      id: 'kernel-wheels',
      title: 'Python packages for notebooks',
      module: import.meta.url,
      values: PLATFORM,
      files: [LOCK],
      target: WHEELS,
      build: (output) =>
        pip(
          ['download', '--require-hashes', '--no-deps', '--only-binary=:all:']
            .concat(PLATFORM)
            .concat('-d', output, '-r', LOCK),
          {
            log: 'kernel-wheels',
            signal: context.signal,
            what: 'Downloading the Python packages for notebooks',
          },
        ),
    },
    context,
  );
  return WHEELS;
}

/**
 * Puts the kernel's wheels beside Pyodide's core.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function ensurePyodide(context) {
  await ensureKernelWheels(context);
  await runStep(
    {
      id: 'compiled-wheels',
      title: 'Compiling them, for quicker kernels',
      module: import.meta.url,
      values: [],
      files: [join(CORE, 'package.json'), LOCK, WHEEL_COMPILER],
      target: COMPILED,
      build: async (output) => {
        await mkdir(output);
        await compileWheels(WHEELS, output);
      },
    },
    context,
  );
  await runStep(
    {
      id: 'pyodide',
      title: 'Pyodide',
      module: import.meta.url,
      values: CORE_FILES,
      files: [join(CORE, 'package.json'), LOCK, LOCK_WRITER, WHEEL_COMPILER],
      target: PYODIDE,
      build: async (output) => {
        await mkdir(output);
        for (const name of CORE_FILES) await cp(join(CORE, name), join(output, name));
        await runCommand(PYTHON, [LOCK_WRITER, COMPILED, output], {
          log: 'pyodide',
          signal: context.signal,
          what: "Writing Pyodide's lock file",
        });
      },
    },
    context,
  );
}
