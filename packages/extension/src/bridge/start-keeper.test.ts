import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startKeeper } from './start-keeper';

interface Started {
  readonly kind: 'shared' | 'dedicated';
  readonly url: string;
  readonly options: unknown;
  readonly posted: unknown[];
}

let started: Started[] = [];

/** Stands for either kind of worker; `answer` is what a shared one says to those that connect. */
function workerClass(kind: Started['kind'], answer?: unknown) {
  return class {
    readonly posted: unknown[] = [];
    readonly port = { onmessage: undefined as ((event: { data: unknown }) => void) | undefined };

    constructor(url: URL, options: unknown) {
      started.push({ kind, url: url.href, options, posted: this.posted });
      if (answer !== undefined) queueMicrotask(() => this.port.onmessage?.({ data: answer }));
    }

    postMessage(message: unknown): void {
      this.posted.push(message);
    }
  };
}

/** The Web Locks that are held, and what waits for them. */
const held = new Map<string, () => void>();
const locks = {
  request: (name: string, { mode }: LockOptions, task: () => unknown) =>
    new Promise((resolve, reject) => {
      if (mode === 'shared') held.set(name, () => resolve(task()));
      else reject(new Error('other tabs wait for it, too'));
    }),
};

beforeEach(() => {
  started = [];
  held.clear();
  vi.stubGlobal('navigator', { locks });
  vi.useFakeTimers();
  vi.stubGlobal('location', new URL('https://site.example/courses/lab/index.html'));
  vi.stubGlobal('Worker', workerClass('dedicated'));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('startKeeper', () => {
  it('starts the shared one where there can be one, and none for the tab', async () => {
    vi.stubGlobal('SharedWorker', workerClass('shared', { lock: 'life' }));
    expect(await startKeeper()).toBe(true);
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({ kind: 'shared', options: { extendedLifetime: true } });
    expect(started[0]?.url).toMatch(/\/service-worker\.js\?keeper$/);
  });

  it('tries again while the shared one has no worker, and says so in the end', async () => {
    vi.stubGlobal('SharedWorker', workerClass('shared', { lock: false }));
    expect(await startKeeper()).toBe(false);
    expect(started.map(({ kind }) => kind)).toEqual(Array(5).fill('shared'));
  });

  it('has one half a minute later where the worker was only slow', async () => {
    vi.stubGlobal('SharedWorker', workerClass('shared', { lock: false }));
    await startKeeper();
    vi.stubGlobal('SharedWorker', workerClass('shared', { lock: 'life' }));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(started).toHaveLength(6);
    expect([...held.keys()]).toEqual(['life']);
  });

  it('starts another a second after the end of the one that it has, again and again', async () => {
    vi.stubGlobal('SharedWorker', workerClass('shared', { lock: 'life' }));
    await startKeeper();
    for (const times of [1, 2]) {
      expect(started).toHaveLength(times);
      const end = held.get('life');
      held.clear();
      end?.();
      await vi.advanceTimersByTimeAsync(900);
      expect(started).toHaveLength(times);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(started.map(({ url }) => url)).toEqual(Array(3).fill(started[0]?.url));
  });

  it('waits 2 s at most for each', async () => {
    vi.stubGlobal('SharedWorker', workerClass('shared'));
    const result = startKeeper();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await result).toBe(false);
    expect(started).toHaveLength(5);
  });

  it('starts one for the tab where there is no SharedWorker, and tells it nothing', async () => {
    expect('SharedWorker' in globalThis).toBe(false);
    expect(await startKeeper()).toBe(true);
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({ kind: 'dedicated', posted: [] });
    expect(started[0]?.url).toMatch(/\/service-worker\.js\?tab-keeper$/);
  });

  it('does without one where the site forbids it', async () => {
    vi.stubGlobal('Worker', function refuse() {
      throw new DOMException('', 'SecurityError');
    });
    expect(await startKeeper()).toBe(false);
  });
});
