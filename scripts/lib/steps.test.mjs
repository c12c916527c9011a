import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runStep } from './steps.mjs';

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'));
  await mkdir(join(folder, 'in', 'deep'), { recursive: true });
  await writeFile(join(folder, 'in', 'deep', 'source.txt'), 'one');
});
afterEach(() => rm(folder, { recursive: true }));

/** A step that copies its source, and the context to run it in. */
function copyStep(changes = {}) {
  const context = {
    signal: new AbortController().signal,
    print: () => {},
    stamps: join(folder, 'stamps'),
  };
  const step = {
    id: 'copy',
    title: 'Copy',
    module: import.meta.url,
    values: ['1.0'],
    files: [join(folder, 'in')],
    target: join(folder, 'out'),
    build: async (/** @type {string} */ output) => {
      await mkdir(output);
      const text = await readFile(join(folder, 'in', 'deep', 'source.txt'), 'utf8');
      await writeFile(join(output, 'copy.txt'), text);
    },
    ...changes,
  };
  return { run: () => runStep(step, context), built: join(step.target, 'copy.txt') };
}

/** Runs a step whose build writes half of its output and fails. */
async function runInterrupted(changes = {}) {
  const { run } = copyStep({
    build: async (/** @type {string} */ output) => {
      await mkdir(output, { recursive: true });
      await writeFile(join(output, 'copy.txt'), 'half');
      throw new Error('killed');
    },
    ...changes,
  });
  await expect(run()).rejects.toThrow('killed');
}

describe('runStep', () => {
  test('makes the target once while nothing changes', async () => {
    const { run, built } = copyStep();
    expect(await run()).toBe(true);
    expect(await run()).toBe(false);
    expect(await readFile(built, 'utf8')).toBe('one');
  });

  test('makes it again when the content of a file changed', async () => {
    const { run, built } = copyStep();
    await run();
    await writeFile(join(folder, 'in', 'deep', 'source.txt'), 'two');
    expect(await run()).toBe(true);
    expect(await readFile(built, 'utf8')).toBe('two');
  });

  test('makes it again when a file was added, renamed or removed', async () => {
    const { run } = copyStep();
    await run();
    await writeFile(join(folder, 'in', 'more.txt'), 'more');
    expect(await run()).toBe(true);
    await writeFile(join(folder, 'in', 'moved.txt'), 'more');
    await rm(join(folder, 'in', 'more.txt'));
    expect(await run()).toBe(true);
    await rm(join(folder, 'in', 'moved.txt'));
    expect(await run()).toBe(true);
    expect(await run()).toBe(false);
  });

  test('makes it again when a value changed, or the target is gone', async () => {
    await copyStep().run();
    expect(await copyStep({ values: ['1.1'] }).run()).toBe(true);
    await rm(join(folder, 'out'), { recursive: true });
    expect(await copyStep({ values: ['1.1'] }).run()).toBe(true);
  });

  test('does not mind tests and what tools leave beside the sources', async () => {
    const { run } = copyStep();
    await run();
    await writeFile(join(folder, 'in', 'deep', 'source.test.ts'), 'test');
    await mkdir(join(folder, 'in', 'node_modules'));
    await writeFile(join(folder, 'in', 'node_modules', 'a.js'), 'a');
    expect(await run()).toBe(false);
  });

  test('never shows a half-built target, and does the work again after an interruption', async () => {
    await runInterrupted();
    expect(await readdir(folder)).not.toContain('out');
    const { run, built } = copyStep();
    expect(await run()).toBe(true);
    expect(await readFile(built, 'utf8')).toBe('one');
    expect((await readdir(folder)).sort()).toEqual(['in', 'out', 'stamps']);
  });

  test('does the work again when a rebuild was interrupted, though target and inputs are as before', async () => {
    const { run, built } = copyStep();
    await run();
    await runInterrupted({ values: ['1.1'] });
    expect(await readFile(built, 'utf8')).toBe('one');
    expect(await run()).toBe(true);
  });

  test('does not take what was half-built in place for built', async () => {
    await runInterrupted({ inPlace: true });
    const { run, built } = copyStep({ inPlace: true, build: () => writeFile(built, 'whole') });
    expect(await run()).toBe(true);
    expect(await readFile(built, 'utf8')).toBe('whole');
  });
});
