import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensure } from './download.mjs';

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  await writeFile(join(folder, 'lock.txt'), 'one');
});
afterEach(() => rm(folder, { recursive: true }));

/**
 * Copies the lock file to the target.
 *
 * @param {Partial<import('./download.mjs').Download>} [changes]
 * @returns {Promise<readonly string[]>} titles of the steps that were done
 */
async function run(changes = {}) {
  /** @type {import('./download.mjs').Step[]} */
  const steps = [];
  const context = { signal: new AbortController().signal, print: () => {}, steps };
  const [lock, target] = [join(folder, 'lock.txt'), join(folder, 'target')];
  const download = {
    title: 'Copy',
    versions: ['1.0'],
    files: [lock],
    target,
    stamp: join(folder, 'stamps', 'copy'),
    fetch: async () => writeFile(target, await readFile(lock)),
    ...changes,
  };
  await ensure(download, context);
  return steps.map(({ title }) => title);
}

test('fetches once while nothing changes', async () => {
  expect(await run()).toEqual(['Copy']);
  expect(await run()).toEqual([]);
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('one');
});

test('fetches again if a lock file or a version has changed, or the target is gone', async () => {
  await run();
  await writeFile(join(folder, 'lock.txt'), 'two');
  expect(await run()).toEqual(['Copy']);
  expect(await run({ versions: ['1.1'] })).toEqual(['Copy']);
  await rm(join(folder, 'target'));
  expect(await run({ versions: ['1.1'] })).toEqual(['Copy']);
  expect(await run({ versions: ['1.1'] })).toEqual([]);
});

test('does not take for whole what was stopped half-way, though the inputs are as before', async () => {
  await run();
  const stopped = {
    versions: ['1.1'],
    fetch: async () => {
      await writeFile(join(folder, 'target'), 'half');
      throw new Error('killed');
    },
  };
  await expect(run(stopped)).rejects.toThrow('killed');
  expect(await run()).toEqual(['Copy']);
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('one');
});
