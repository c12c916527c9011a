import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onChange } from './watch.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await mkdir(join(folder, 'package', 'src'), { recursive: true });
  await mkdir(join(folder, 'package', 'lib'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the work follows changes of sources, one round at a time, until it is stopped', async () => {
  const stop = new AbortController();
  /** @type {string[][]} */
  const rounds = [];
  /** @type {(() => void)[]} */
  const finish = [];
  const work = (/** @type {readonly string[]} */ changed) => {
    rounds.push([...changed].sort());
    return new Promise((/** @type {(value: void) => void} */ resolve) => finish.push(resolve));
  };
  const over = onChange([folder], work, stop.signal);
  const [a, b] = ['a.ts', 'b.ts'].map((name) => join(folder, 'package', 'src', name));

  await writeFile(join(folder, 'package', 'lib', 'a.js'), '1');
  await writeFile(join(folder, 'package', 'src', 'made.generated.ts'), '1');
  await writeFile(a ?? '', '1');
  await vi.waitFor(() => expect(rounds).toEqual([[a]]), 5_000);

  await writeFile(b ?? '', '1');
  await writeFile(a ?? '', '2');
  finish[0]?.();
  await vi.waitFor(() => expect(rounds).toEqual([[a], [a, b]]), 5_000);

  stop.abort();
  finish[1]?.();
  await over;
});
