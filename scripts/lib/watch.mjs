import { watch } from 'node:fs/promises';
import { join } from 'node:path';

/** An editor writes a file in several steps (ms). */
const QUIET_MS = 200;

/** What builds write, and editors' own files. */
const NOT_SOURCE =
  /(^|\/)(node_modules|lib|dist|labextension|__pycache__|\.[^/]*)(\/|$)|\.generated\.ts$|\.tsbuildinfo$|~$/;

/**
 * Does the work after each change of a source file below the folders, one at a time; what changes
 * meanwhile is followed by another round.
 *
 * @param {readonly string[]} folders
 * @param {(changed: readonly string[]) => Promise<void>} work gets the files' paths
 * @param {AbortSignal} signal ends it
 * @returns {Promise<void>} resolves when it has ended
 */
export async function onChange(folders, work, signal) {
  /** @type {Set<string>} */
  let changed = new Set();
  /** @type {(() => void) | undefined} */
  let wake;
  const watching = folders.map(async (folder) => {
    try {
      for await (const { filename } of watch(folder, { recursive: true, signal })) {
        if (filename === null || NOT_SOURCE.test(filename)) continue;
        changed.add(join(folder, filename));
        wake?.();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
  const stopped = Promise.all(watching);
  while (!signal.aborted) {
    if (changed.size === 0) {
      await Promise.race([stopped, new Promise((resolve) => (wake = () => resolve(undefined)))]);
      continue;
    }
    const before = changed.size;
    await quiet(signal);
    if (changed.size !== before) continue;
    const batch = [...changed];
    changed = new Set();
    await work(batch);
  }
  await stopped;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>} resolves after a while without a look, or at once when it is stopped
 */
function quiet(signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, QUIET_MS);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
