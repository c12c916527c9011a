import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilActive } from './until-active';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeWorker extends EventTarget {
  state = 'installing';

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

function registered(active: object | null = null) {
  const worker = new FakeWorker();
  const parts = { installing: worker, waiting: null, active };
  return { worker, registration: parts as unknown as ServiceWorkerRegistration };
}

describe('untilActive', () => {
  it('resolves when the worker that is being installed is active', async () => {
    const { worker, registration } = registered();
    const active = untilActive(registration);
    worker.become('installed');
    worker.become('activated');
    await active;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits beside an older one only where the newest is asked for', async () => {
    const { worker, registration } = registered({});
    await untilActive(registration);
    const newest = untilActive(registration, { newest: true });
    worker.become('redundant');
    await expect(newest).rejects.toThrow('could not be installed');
  });

  it('gives up after a minute', async () => {
    const { registration } = registered();
    const active = expect(untilActive(registration)).rejects.toThrow('takes too long');
    await vi.advanceTimersByTimeAsync(60_000);
    await active;
  });
});
