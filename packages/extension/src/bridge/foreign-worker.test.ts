import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { foreignWorkerIsGone, leaveForeignWorker } from './foreign-worker';

vi.mock('./own-pages', () => ({ ownBase: () => 'https://site.example/auth-bridge/' }));

class Registration extends EventTarget {
  installing: EventTarget | null = null;
  waiting: object | null = null;
  unregister = vi.fn(() => Promise.resolve(true));
}

const stored = new Map<string, string>();
const reload = vi.fn();
let fake: Registration;
let controller: object | null;
let contentType: string;

beforeEach(() => {
  vi.useFakeTimers();
  fake = new Registration();
  controller = {};
  contentType = 'text/html';
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('navigator', {
    serviceWorker: {
      get controller() {
        return controller;
      },
    },
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal('fetch', () =>
    Promise.resolve(new Response('', { headers: { 'content-type': contentType } })),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  reload.mockClear();
  stored.clear();
});

const never = () => new AbortController().signal;

/** Starts, and lets `ms` go by. */
async function leave(ms: number, signal = never()) {
  const left = leaveForeignWorker(fake as unknown as ServiceWorkerRegistration, signal);
  left.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(ms);
  return left;
}

describe("a worker that keeps ours waiting and is JupyterLite's own", () => {
  it('is given up after 3 s, and the page loaded anew', async () => {
    fake.waiting = {};
    await leave(3_000);
    expect(fake.unregister).toHaveBeenCalledOnce();
    expect(reload).toHaveBeenCalledOnce();
  });

  it('also where ours was still being installed', async () => {
    const installing = new EventTarget();
    fake.installing = installing;
    const left = leaveForeignWorker(fake as unknown as ServiceWorkerRegistration, never());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.unregister).not.toHaveBeenCalled();
    fake.installing = null;
    fake.waiting = {};
    installing.dispatchEvent(new Event('statechange'));
    await vi.advanceTimersByTimeAsync(3_000);
    await left;
    expect(reload).toHaveBeenCalledOnce();
  });

  it('that holds on even so is not left twice: the user reads what to do', async () => {
    fake.waiting = {};
    await leave(3_000);
    await expect(leave(3_000)).rejects.toMatchObject({
      code: 'worker-unavailable',
      message: expect.stringContaining('Close them, then reload') as string,
    });
    expect(reload).toHaveBeenCalledOnce();
  });

  it('is left again another time, where ours has answered since', async () => {
    fake.waiting = {};
    await leave(3_000);
    foreignWorkerIsGone();
    await leave(3_000);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});

describe('nothing is given up', () => {
  it('where ours is in control, which answers with a problem', async () => {
    fake.waiting = {};
    contentType = 'application/problem+json';
    await leave(3_000);
    expect(fake.unregister).not.toHaveBeenCalled();
  });

  it('where no worker is in control, so that none can be asked', async () => {
    fake.waiting = {};
    controller = null;
    await leave(3_000);
    expect(fake.unregister).not.toHaveBeenCalled();
  });

  it('where the worker has answered meanwhile', async () => {
    fake.waiting = {};
    const answered = new AbortController();
    const left = leaveForeignWorker(fake as unknown as ServiceWorkerRegistration, answered.signal);
    answered.abort();
    await vi.advanceTimersByTimeAsync(10_000);
    await left;
    expect(fake.unregister).not.toHaveBeenCalled();
  });
});
