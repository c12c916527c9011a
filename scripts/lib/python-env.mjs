import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installDebianPackages } from './debian.mjs';
import { PYTHON, REQUIREMENTS, VENV } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { ensure } from './download.mjs';

const run = promisify(execFile);
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const LOCK = join(REQUIREMENTS, 'build.txt');

/** Prints version, and whether environments can be made; fails before Python 3.10. */
const PROBE = `
import importlib.util as u, sys
assert sys.version_info >= (3, 10)
print("%d.%d" % sys.version_info[:2], sys.version.split()[0], bool(u.find_spec("ensurepip")))`;

/**
 * @typedef {object} Python
 * @property {string} command
 * @property {string} minor such as 3.11
 * @property {string} version such as 3.11.7
 * @property {boolean} canMakeVenv Debian packages that part by itself
 */

/**
 * @param {string} command
 * @returns {Promise<Python | undefined>} undefined where it is missing or too old
 */
async function probe(command) {
  try {
    const { stdout } = await run(command, ['-c', PROBE], { timeout: 20_000 });
    const [minor = '', version = '', venv] = stdout.trim().split(' ');
    return { command, minor, version, canMakeVenv: venv === 'True' };
  } catch {
    return undefined;
  }
}

/**
 * @returns {Promise<Python>} the first that can make an environment, else the first
 * @throws {SetUpError}
 */
async function findPython() {
  let first;
  for (const name of NAMES) {
    const python = await probe(name);
    if (python?.canMakeVenv) return python;
    first ??= python;
  }
  if (first) return first;
  throw new SetUpError(
    'Python 3.10 or newer is missing: install it (on Debian: sudo apt-get install -y python3 python3-venv) and try again.',
  );
}

/**
 * @param {import('./download.mjs').Context} context
 * @returns {Promise<Python>} one that can make an environment
 * @throws {SetUpError} if there is none, and none can be installed
 */
export async function findUsablePython(context) {
  const python = await findPython();
  if (!python.canMakeVenv) {
    const missing = `Python ${python.minor}'s venv module is missing`;
    const name = python.command === 'python3' ? 'python3-venv' : `python${python.minor}-venv`;
    await installDebianPackages([name], missing, context);
  }
  return python;
}

/**
 * Makes `.venv` with what `requirements/build.txt` locks.
 *
 * @param {Python} python
 * @param {import('./download.mjs').Context} context
 */
export async function ensurePythonEnv(python, context) {
  await ensure(
    {
      title: 'Python packages',
      versions: [python.version],
      files: [LOCK],
      target: VENV,
      stamp: join(VENV, '.auth-bridge-stamp'),
      fetch: async () => {
        await rm(VENV, { recursive: true, force: true });
        const options = { log: 'python-env', signal: context.signal };
        await runCommand(python.command, ['-m', 'venv', VENV], {
          ...options,
          what: 'Making .venv',
        });
        await pip(['install', '--require-hashes', '--only-binary=:all:', '-r', LOCK], {
          ...options,
          log: 'pip-install',
          what: 'Installing the Python packages',
        });
      },
    },
    context,
  );
}

/**
 * @param {readonly string[]} args
 * @param {{ log: string, what: string, signal: AbortSignal }} options
 * @param {string} [python] of another environment
 */
export async function pip([verb = '', ...args], options, python = PYTHON) {
  const quiet = ['--disable-pip-version-check', '--no-input'];
  await runCommand(python, ['-m', 'pip', verb, ...quiet, ...args], options);
}
