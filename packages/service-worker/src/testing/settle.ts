import { vi } from 'vitest';
import type { FakeRuntime } from './fake-runtime.js';
import { turn } from './fake-runtime.js';

/** Real time (ms) after which a request counts as one that hangs: it ends by the test's clock. */
const HANGS_MS = 15;
/** Turns that what came of an answer takes at most. */
const TURNS = 20;

/**
 * Ties time limits to the test's clock, and moves that on only when no request
 * is on its way and no signature is being checked. Undone by `vi.unstubAllGlobals` and `vi.restoreAllMocks`.
 */
export function driveTime(runtime: FakeRuntime) {
  let open = 0;
  const busy = <T>(work: Promise<T>): Promise<T> => {
    open += 1;
    return work.finally(() => (open -= 1));
  };
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) =>
    busy(realFetch(...request).then(withBody)),
  );
  const { subtle } = crypto;
  const [verify, importKey] = [subtle.verify.bind(subtle), subtle.importKey.bind(subtle)];
  vi.spyOn(subtle, 'verify').mockImplementation((...all) => busy(verify(...all)));
  vi.spyOn(subtle, 'importKey').mockImplementation((...all) => busy(importKey(...all)));
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    const tooLate = new DOMException('too late', 'TimeoutError');
    runtime.later(() => controller.abort(tooLate), ms);
    return controller.signal;
  });

  async function quiet(): Promise<void> {
    const nothingOpen = () => {
      if (open > 0) throw new Error('a request is on its way');
    };
    await vi.waitFor(nothingOpen, { interval: 1, timeout: HANGS_MS }).catch(() => undefined);
    for (let i = 0; i < TURNS; i += 1) await turn();
  }

  /** What `promise` resolves to, and how long that took by the test's clock (ms), to a step. */
  async function settle<T>(promise: Promise<T>, step = 250): Promise<{ value: T; ms: number }> {
    const start = runtime.now();
    const state = { settled: false };
    const done = promise.finally(() => (state.settled = true));
    done.catch(() => undefined);
    await quiet();
    while (!state.settled) {
      await runtime.advance(step);
      await quiet();
    }
    return { value: await done, ms: runtime.now() - start };
  }

  return { settle, quiet };
}

/** The answer once all of it has come. */
async function withBody(response: Response): Promise<Response> {
  await response
    .clone()
    .arrayBuffer()
    .catch(() => undefined);
  return response;
}
