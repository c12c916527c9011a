import { afterEach, describe, expect, it, vi } from 'vitest';
import { withLock } from './lock.js';

afterEach(() => vi.restoreAllMocks());

/** One lock, as the Web Locks API has it; `taken` is held by another until `release`. */
function makeLocks() {
  let last: Promise<unknown> = Promise.resolve();
  const names: string[] = [];
  const request = async (name: string, options: LockOptions, task: () => unknown) => {
    names.push(name);
    const aborted = new Promise<never>((_, reject) => {
      options.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });
    await Promise.race([last, aborted]);
    const run = Promise.resolve(task());
    last = run.catch(() => undefined);
    return run;
  };
  const take = () => {
    let release: () => void = () => undefined;
    last = new Promise<void>((resolve) => (release = resolve));
    return () => release();
  };
  return { locks: { request } as unknown as LockManager, names, take };
}

describe('withLock', () => {
  it('runs the task when the lock is free, and waits for it', async () => {
    const { locks, names, take } = makeLocks();
    const release = take();
    let ran = false;
    const run = withLock(locks, 'name', () => {
      ran = true;
      return Promise.resolve('done');
    });
    await Promise.resolve();
    expect(ran).toBe(false);
    release();
    expect(await run).toBe('done');
    expect(names).toEqual(['name']);
  });

  it('runs the task without a lock that a kernel never lets go', async () => {
    const { locks, take } = makeLocks();
    take();
    const limit = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    const run = withLock(locks, 'name', () => Promise.resolve('done'));
    limit.abort();
    expect(await run).toBe('done');
  });

  it('goes on, once, where a kernel steals the lock', async () => {
    let end: () => void = () => undefined;
    const task = vi.fn(() => new Promise<string>((resolve) => (end = () => resolve('done'))));
    const request = (_: string, __: LockOptions, held: () => unknown) => {
      void held();
      return Promise.reject(new DOMException('stolen', 'AbortError'));
    };
    const run = withLock({ request } as unknown as LockManager, 'name', task);
    await Promise.resolve();
    end();
    expect(await run).toBe('done');
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('hands a failure of the task through, and does not run it twice', async () => {
    const { locks } = makeLocks();
    const task = vi.fn(() => Promise.reject(new Error('no')));
    await expect(withLock(locks, 'name', task)).rejects.toThrow('no');
    expect(task).toHaveBeenCalledTimes(1);
  });
});
