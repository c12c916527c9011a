import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensure } from './download.mjs';
import { BUILD, PYTHON, REQUIREMENTS } from './paths.mjs';
import { pip } from './python-env.mjs';
import { runCommand } from './run-command.mjs';

/** An environment with the oldest JupyterLite that the wheel claims; the build installs the wheel in it. */
const ENV = join(BUILD, 'oldest-env');
const ENV_PYTHON = join(ENV, 'bin', 'python');
export const OLDEST_JUPYTER = join(ENV, 'bin', 'jupyter');
/** The Pyodide of that JupyterLite's kernel, which the build makes. */
export const OLDEST_PYODIDE = join(BUILD, 'oldest-pyodide');

const LOCK = join(REQUIREMENTS, 'oldest.txt');

/** @param {import('./download.mjs').Context} context after the installation of the rest */
export async function ensureOldest(context) {
  const options = {
    signal: context.signal,
    log: 'oldest-env',
    what: 'Installing the oldest JupyterLite',
  };
  await ensure(
    {
      title: 'The oldest JupyterLite',
      versions: [],
      files: [LOCK],
      target: ENV,
      stamp: join(ENV, '.auth-bridge-stamp'),
      fetch: async () => {
        await rm(ENV, { recursive: true, force: true });
        await runCommand(PYTHON, ['-m', 'venv', ENV], options);
        const locked = ['install', '--require-hashes', '--only-binary=:all:', '-r', LOCK];
        await pip(locked, options, ENV_PYTHON);
      },
    },
    context,
  );
}

/**
 * Takes the wheel out again; the next build puts it back.
 *
 * @param {AbortSignal} signal
 */
export async function uninstallOldest(signal) {
  const options = { signal, log: 'oldest-uninstall', what: 'Uninstalling the wheel' };
  await pip(['uninstall', '--yes', 'jupyterlite-auth-bridge'], options, ENV_PYTHON);
}
