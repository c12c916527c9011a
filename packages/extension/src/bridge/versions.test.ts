import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isSameVersion, isVersionMismatch, untilReplaced, updateWorker } from './versions';

const greeting = (version: number, build: string) => ({
  version,
  config: { hostOrigins: [], sealed: false },
  state: { build, boot: 'b', changes: 0, kernels: [], providers: [] },
});

describe('isSameVersion', () => {
  it.each([
    ['of one build', 'a', greeting(1, 'a'), true],
    ['of two builds', 'a', greeting(1, 'b'), false],
    ["where the worker's messages are others", 'a', greeting(2, 'a'), false],
  ])('%s', (_, build, answer, same) => expect(isSameVersion(build, answer)).toBe(same));
});

it("tells the worker's refusal from other errors", () => {
  expect(isVersionMismatch(new BridgeError('version-mismatch', ''))).toBe(true);
  expect(isVersionMismatch(new BridgeError('message-timeout', ''))).toBe(false);
  expect(isVersionMismatch(new Error('version-mismatch'))).toBe(false);
});

class Worker extends EventTarget {
  state = 'installing';
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class Registration extends EventTarget {
  installing: Worker | null = null;
  waiting: Worker | null = null;
  active: Worker | null = new Worker();
  update = vi.fn(() => Promise.resolve());
  install(): Worker {
    this.installing = new Worker();
    this.dispatchEvent(new Event('updatefound'));
    return this.installing;
  }
}

const make = () => {
  const fake = new Registration();
  return { fake, registration: fake as unknown as ServiceWorkerRegistration };
};

afterEach(() => vi.useRealTimers());

describe('untilReplaced', () => {
  it('waits until the other worker is active, found before or after', async () => {
    const { fake, registration } = make();
    const found = fake.install();
    const before = untilReplaced(registration, new AbortController().signal);
    found.become('installed');
    found.become('activated');
    expect(await before).toBe(true);

    fake.installing = null;
    const after = untilReplaced(registration, new AbortController().signal);
    fake.install().become('activated');
    expect(await after).toBe(true);
  });

  it('does not take the worker that is active already for another', async () => {
    vi.useFakeTimers();
    const { fake, registration } = make();
    const result = untilReplaced(registration, new AbortController().signal);
    fake.active?.become('activated');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await result).toBe(false);
  });

  it('ends where the other one cannot be installed, and when it is not waited for any more', async () => {
    const { fake, registration } = make();
    const broken = untilReplaced(registration, new AbortController().signal);
    fake.install().become('redundant');
    expect(await broken).toBe(false);
    const stop = new AbortController();
    const stopped = untilReplaced(registration, stop.signal);
    stop.abort();
    expect(await stopped).toBe(false);
    expect(await untilReplaced(registration, stop.signal)).toBe(false);
  });
});

describe('updateWorker', () => {
  it('has a newer worker installed', async () => {
    const { fake, registration } = make();
    fake.update.mockImplementation(() => Promise.resolve(void fake.install()));
    const updated = updateWorker(registration);
    await vi.waitFor(() => expect(fake.installing).not.toBeNull());
    fake.installing?.become('activated');
    expect(await updated).toBe(true);
  });

  it('says at once where there is none, or the web host cannot be reached', async () => {
    const { fake, registration } = make();
    expect(await updateWorker(registration)).toBe(false);
    fake.update.mockRejectedValue(new TypeError('Failed to update'));
    expect(await updateWorker(registration)).toBe(false);
  });
});
