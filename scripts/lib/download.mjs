import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What every part of the set-up is given.
 *
 * @typedef {object} Context
 * @property {AbortSignal} signal aborted by Ctrl-C: running commands end
 * @property {(text: string) => void} print to the person who waits; lines end with a newline
 * @property {Step[]} steps what was done so far, for the report
 */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {number} seconds
 */

/**
 * Something that comes from a package registry.
 *
 * @typedef {object} Download
 * @property {string} title for the progress line
 * @property {readonly string[]} versions of tools: inputs that are no file
 * @property {readonly string[]} files whose content is an input: lock files
 * @property {string} target a file or folder that is there afterwards
 * @property {string} stamp path of a file that says what the target was made of
 * @property {() => Promise<unknown>} fetch makes the target; throws if it cannot
 */

/**
 * Fetches the target unless it is there, made of the same inputs. The stamp is removed before and
 * written after: a download that was killed starts again.
 *
 * @param {Download} download
 * @param {Context} context
 */
export async function ensure({ title, versions, files, target, stamp, fetch }, context) {
  const hash = createHash('sha256').update(JSON.stringify(versions));
  for (const path of files) hash.update(await readFile(path));
  const digest = hash.digest('hex');
  if ((await readText(stamp)) === digest && (await exists(target))) return;
  await rm(stamp, { force: true });
  await timed(title, context, fetch);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, digest);
}

/**
 * Prints a line with its seconds when the work has ended well.
 *
 * @param {string} title
 * @param {Context} context
 * @param {() => Promise<unknown>} work
 */
export async function timed(title, context, work) {
  const started = Date.now();
  await work();
  const seconds = (Date.now() - started) / 1000;
  context.steps.push({ title, seconds });
  context.print(`${title}: ${seconds.toFixed(1)} s\n`);
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
