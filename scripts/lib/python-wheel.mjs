import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PYTHON } from './paths.mjs';
import { runCommand } from './run-command.mjs';

/**
 * Builds a Python package's wheel with the build tools of `.venv`. Same sources, same bytes.
 *
 * @param {string} source folder of the package
 * @param {string} output folder that gets the wheel
 * @param {{ log: string, what: string, signal: AbortSignal }} options
 */
export async function buildWheel(source, output, options) {
  const args = ['-m', 'build', '--wheel', '--no-isolation', '--outdir', output, source];
  await runCommand(PYTHON, args, options);
}

/**
 * @param {string} folder with exactly one wheel
 * @returns {Promise<{ name: string, path: string }>}
 */
export async function onlyWheel(folder) {
  const [name, ...others] = (await readdir(folder)).filter((each) => each.endsWith('.whl'));
  if (name === undefined || others.length > 0) throw new Error(`One wheel expected in ${folder}`);
  return { name, path: join(folder, name) };
}
