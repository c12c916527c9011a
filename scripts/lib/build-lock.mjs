import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shown } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Runs `work` while no other command of this repository sets up or builds.
 *
 * @template T
 * @param {string} path of the lock: a file that holds the owner's process id
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {SetUpError} at once, where another command is at work
 */
export async function withBuildLock(path, work) {
  await mkdir(dirname(path), { recursive: true });
  const owner = await readFile(path, 'utf8').catch(() => undefined);
  if (owner !== undefined && isRunning(Number(owner))) throw busy(owner, path);
  await rm(path, { force: true });
  await writeFile(path, String(process.pid), { flag: 'wx' }).catch(() => {
    throw busy('unknown', path);
  });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * @param {string} owner
 * @param {string} path
 */
function busy(owner, path) {
  return new SetUpError(
    `Another command is building here (process ${owner}). Wait for it; if it is long gone, delete ${shown(path)}.`,
  );
}

/** @param {number} pid */
function isRunning(pid) {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's, but running.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
