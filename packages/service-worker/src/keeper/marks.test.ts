import { describe, expect, it, vi } from 'vitest';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { memoryIds } from '../testing/memory-store.js';
import { Marks } from './marks.js';
import type { IdStore } from './marks.js';

const never = new Promise<never>(() => undefined);
const FAILING: IdStore = {
  add: () => Promise.reject(new Error('no')),
  all: () => Promise.reject(new Error('no')),
};
const HANGING: IdStore = { add: () => never, all: () => never };

describe('marks', () => {
  it('outlive the worker', async () => {
    const [store, runtime] = [memoryIds(), new FakeRuntime()];
    expect(await new Marks(store, runtime).addEnded(['a', 'b'])).toBe(true);
    const after = new Marks(store, runtime);
    expect(await after.ended()).toEqual(new Set(['a', 'b']));
  });

  it('of a tab keeper are made once an hour', async () => {
    const [store, runtime] = [memoryIds(), new FakeRuntime()];
    const add = vi.spyOn(store, 'add');
    const marks = new Marks(store, runtime);
    expect(await marks.mayHaveTabKeeper()).toBe(false);
    await marks.addTabKeeper();
    expect(await marks.mayHaveTabKeeper()).toBe(true);
    await runtime.advance(3_500_000);
    await marks.addTabKeeper();
    expect(add).toHaveBeenCalledTimes(1);
    await runtime.advance(200_000);
    await marks.addTabKeeper();
    expect(add).toHaveBeenCalledTimes(2);
  });

  it('that cannot be had change nothing else, and leave open whether there are tab keepers', async () => {
    const marks = new Marks(FAILING, new FakeRuntime());
    expect(await marks.addEnded(['a'])).toBe(false);
    expect(await marks.ended()).toEqual(new Set());
    await marks.addTabKeeper();
    expect(await marks.mayHaveTabKeeper()).toBe(true);
  });

  it('are waited for 1 s, where a kernel holds the store', async () => {
    const runtime = new FakeRuntime();
    const marks = new Marks(HANGING, runtime);
    const answers = Promise.all([
      marks.addEnded(['a']),
      marks.ended(),
      marks.addTabKeeper(),
      marks.mayHaveTabKeeper(),
    ]);
    let done = false;
    void answers.then(() => (done = true));
    await runtime.advance(950);
    expect(done).toBe(false);
    await runtime.advance(50);
    expect(await answers).toEqual([false, new Set(), undefined, true]);
  });
});
