import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureKernelWheels } from './kernel-wheels.mjs';
import { BUILD, DIST, NODE_MODULES, PYTHON, REQUIREMENTS, ROOT } from './paths.mjs';
import { pip } from './python-env.mjs';
import { onlyWheel } from './python-wheel.mjs';
import { runCommand } from './run-command.mjs';
import { runStep } from './steps.mjs';

/** An environment with the oldest JupyterLite that the wheel claims, and with the wheel. */
const ENV = join(BUILD, 'oldest-env');
const ENV_PYTHON = join(ENV, 'bin', 'python');
export const OLDEST_JUPYTER = join(ENV, 'bin', 'jupyter');
/** The Pyodide of that JupyterLite's kernel, with what it needs to start. */
export const OLDEST_PYODIDE = join(BUILD, 'oldest-pyodide');

const WHEEL_STAMP = join(ENV, '.auth-bridge-wheel-stamp');
const LOCK = join(REQUIREMENTS, 'oldest.txt');
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
const LOCK_WRITER = join(ROOT, 'scripts', 'pyodide_lock.py');
const EMPTY_WHEEL = join(ROOT, 'scripts', 'empty_wheel.py');

/**
 * Makes both. As a site owner would: pip takes the built wheel, and nothing of the repository.
 *
 * @param {import('./steps.mjs').Context} context after set-up
 */
export async function ensureOldest(context) {
  const options = { signal: context.signal, log: 'oldest-env' };
  await runStep(
    {
      id: 'oldest-env',
      title: 'The oldest JupyterLite',
      module: import.meta.url,
      values: [],
      files: [LOCK],
      target: ENV,
      inPlace: true, // An environment holds its own path.
      stamp: join(ENV, '.auth-bridge-stamp'),
      build: async () => {
        const what = 'Installing the oldest JupyterLite';
        await rm(ENV, { recursive: true, force: true });
        await runCommand(PYTHON, ['-m', 'venv', ENV], { ...options, what });
        const locked = ['install', '--require-hashes', '--only-binary=:all:', '-r', LOCK];
        await pip(locked, { ...options, what }, ENV_PYTHON);
      },
    },
    context,
  );
  await runStep(
    {
      id: 'oldest-wheel',
      title: 'Installing the wheel beside it',
      module: import.meta.url,
      values: [],
      files: [LOCK, DIST],
      target: ENV,
      inPlace: true,
      stamp: WHEEL_STAMP,
      build: async () => {
        const what = 'Installing the wheel';
        const { path } = await onlyWheel(DIST);
        const install = ['install', '--no-index', '--force-reinstall', '--no-deps', path];
        await pip(install, { ...options, log: 'oldest-wheel', what }, ENV_PYTHON);
        await pip(['check'], { ...options, log: 'oldest-check', what }, ENV_PYTHON);
      },
    },
    context,
  );
  const wheels = await ensureKernelWheels(context);
  await runStep(
    {
      id: 'oldest-pyodide',
      title: 'Its Pyodide',
      module: import.meta.url,
      values: [...CORE_FILES, ...NEEDED],
      files: [join(CORE, 'package.json'), wheels, LOCK_WRITER, EMPTY_WHEEL],
      target: OLDEST_PYODIDE,
      build: (output) => makePyodide(wheels, output, context),
    },
    context,
  );
}

/**
 * Takes the wheel out again; the next set-up puts it back.
 *
 * @param {AbortSignal} signal
 */
export async function uninstallOldest(signal) {
  await rm(WHEEL_STAMP, { force: true });
  const options = { signal, log: 'oldest-uninstall', what: 'Uninstalling the wheel' };
  await pip(['uninstall', '--yes', 'jupyterlite-auth-bridge'], options, ENV_PYTHON);
}

/**
 * @param {string} wheels folder
 * @param {string} output folder
 * @param {import('./steps.mjs').Context} context
 */
async function makePyodide(wheels, output, { signal }) {
  const options = {
    signal,
    log: 'oldest-pyodide',
    what: "Making the oldest JupyterLite's Pyodide",
  };
  const pure = `${output}-wheels`;
  await mkdir(output);
  await mkdir(pure, { recursive: true });
  for (const name of CORE_FILES) await cp(join(CORE, name), join(output, name));
  const names = (await readdir(wheels)).filter((name) => name.endsWith('-none-any.whl'));
  for (const name of names) await cp(join(wheels, name), join(pure, name));
  await runCommand(PYTHON, [EMPTY_WHEEL, EMPTY, pure], options);
  await runCommand(PYTHON, [LOCK_WRITER, pure, output, ...NEEDED], options);
  await rm(pure, { recursive: true });
}
