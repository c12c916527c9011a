import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentHash } from './content-hash.mjs';

/**
 * What every step is given.
 *
 * @typedef {object} Context
 * @property {AbortSignal} signal aborted by Ctrl-C: running commands end
 * @property {(text: string) => void} print to the person who waits; lines end with a newline
 * @property {string} stamps folder of the stamps
 */

/**
 * One thing to make out of inputs; made again only when an input changed.
 *
 * @typedef {object} Step
 * @property {string} id kebab-case, names the stamp
 * @property {string} title for the progress line
 * @property {string} module URL of the module that says how: an input too
 * @property {readonly string[]} values tool versions, ports: every input that is not a file
 * @property {readonly string[]} files files and folders whose content is an input
 * @property {string} target the file or folder that is made
 * @property {boolean} [inPlace] for tools that cannot build under another name; else `build` gets a
 *   temporary name, which becomes the target in one move
 * @property {string} [stamp] path, where it must vanish together with the target
 * @property {(output: string) => Promise<void>} build makes `output`; throws where it cannot
 */

/**
 * Runs a step unless its target is there, made of the same inputs. The stamp goes before the work
 * begins and comes back after it ended well: a step that was killed is done again.
 *
 * @param {Step} step
 * @param {Context} context
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function runStep(step, context) {
  const stamp = step.stamp ?? join(context.stamps, step.id);
  const { values } = step;
  const hash = await contentHash({ values, files: [...step.files, fileURLToPath(step.module)] });
  if ((await readText(stamp)) === hash && (await exists(step.target))) return false;

  await showProgress(step.title, context, async () => {
    await rm(stamp, { force: true });
    await mkdir(dirname(step.target), { recursive: true });
    if (step.inPlace) await step.build(step.target);
    else await buildAndMove(step);
    await writeAtomically(stamp, hash);
  });
  return true;
}

/**
 * Prints a line that says what is going on and, in the end, how many seconds it took.
 *
 * @param {string} title
 * @param {Context} context
 * @param {() => Promise<void>} work
 */
export async function showProgress(title, context, work) {
  const started = Date.now();
  context.print(`${title} … `);
  try {
    await work();
  } catch (error) {
    context.print(context.signal.aborted ? 'stopped\n' : 'failed\n');
    throw error;
  }
  context.print(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** @param {Step} step */
async function buildAndMove({ target, build }) {
  const prefix = `${basename(target)}.tmp-`;
  const leftovers = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  for (const name of leftovers) {
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
  const temporary = join(dirname(target), `${prefix}${process.pid}`);
  await build(temporary);
  await rm(target, { recursive: true, force: true });
  await rename(temporary, target);
}

/**
 * @param {string} path
 * @param {string} text
 */
export async function writeAtomically(path, text) {
  const temporary = `${path}.tmp-${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(temporary, text);
  await rename(temporary, path);
}

/** @param {string} path */
async function readText(path) {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** @param {string} path */
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
