import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withBuildLock } from './build-lock.mjs';

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('two cannot build at once; the lock is gone afterwards, also after a failure', async () => {
  const path = join(folder, 'lock');
  await withBuildLock(path, async () => {
    await expect(withBuildLock(path, async () => 'both')).rejects.toThrow(
      `Another command is building here (process ${process.pid}).`,
    );
  });
  const failing = withBuildLock(path, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that was killed does not count', async () => {
  const path = join(folder, 'lock');
  await writeFile(path, '999999999');
  expect(await withBuildLock(path, async () => 'done')).toBe('done');
});
