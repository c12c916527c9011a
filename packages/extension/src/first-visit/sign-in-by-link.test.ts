import type { BridgeState, Reply } from '@jupyterlite-auth-bridge/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signInByLink } from './sign-in-by-link';

const REQUEST = { type: 'auth-bridge:use-token', token: 'abc' } as const;
const URL_OF_WORKER = 'https://site.example/service-worker.js?enableCache=false';

const provider = { id: 'api', label: 'API', type: 'token', status: 'signed-out' } as const;
const user = { username: 'ada', name: 'Ada', display_name: 'Ada', initials: 'A', color: '#000' };
const stateOf = (more: object): BridgeState => ({
  build: '1',
  boot: 'b',
  changes: 0,
  kernels: [],
  providers: [{ ...provider, ...more }],
});

afterEach(() => vi.useRealTimers());

/** A worker that is being installed, and what it is sent. */
class Worker extends EventTarget {
  state = 'installing';
  readonly sent: unknown[] = [];
  constructor(private readonly reply?: Reply<{ state: BridgeState }>) {
    super();
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
  postMessage(message: unknown, [port]: readonly [MessagePort]): void {
    this.sent.push(message);
    if (this.reply) port.postMessage(this.reply);
    port.close();
  }
}

function container(registration: object | Error) {
  const register = vi.fn(() =>
    registration instanceof Error ? Promise.reject(registration) : Promise.resolve(registration),
  );
  return { register, container: { register } as unknown as ServiceWorkerContainer };
}

describe('signInByLink', () => {
  it('waits for the worker of this version and hands it the token, once', async () => {
    const older = new Worker();
    const worker = new Worker({ ok: true, value: { state: stateOf({ session: { user } }) } });
    const registration = { installing: worker, waiting: null, active: older };
    const { container: given, register } = container(registration);
    const done = signInByLink(REQUEST, URL_OF_WORKER, given);
    await vi.waitFor(() => expect(register).toHaveBeenCalled());
    expect(worker.sent).toEqual([]);
    registration.active = worker;
    worker.become('activated');
    await done;
    expect(register).toHaveBeenCalledExactlyOnceWith(URL_OF_WORKER, { updateViaCache: 'none' });
    expect(worker.sent).toEqual([REQUEST]);
    expect(older.sent).toEqual([]);
  });

  it.each([
    [
      'is refused by the server that knows it',
      {
        ok: true,
        value: { state: stateOf({ trouble: { code: 'sign-in-denied', detail: 'Refused.' } }) },
      },
    ],
    [
      'is refused by the worker',
      { ok: false, error: { code: 'provider-unknown', detail: 'Refused.' } },
    ],
  ] as const)('says why the token %s', async (_, reply) => {
    const { container: given } = container({ active: new Worker(reply) });
    await expect(signInByLink(REQUEST, URL_OF_WORKER, given)).rejects.toThrow('Refused.');
  });

  it('says so where a worker cannot be had', async () => {
    const none = signInByLink(REQUEST, URL_OF_WORKER, undefined);
    await expect(none).rejects.toThrow('a link cannot sign you in');
    const { container: refusing } = container(new Error('404 at https://site.example'));
    const refused = signInByLink(REQUEST, URL_OF_WORKER, refusing);
    await expect(refused).rejects.toThrow('could not be installed. Open the link again');
    const worker = new Worker();
    const { container: given } = container({ installing: worker, active: null });
    const broken = signInByLink(REQUEST, URL_OF_WORKER, given);
    worker.become('redundant');
    await expect(broken).rejects.toThrow('could not be installed. Open the link again');
  });

  it('has an end where no answer comes', async () => {
    vi.useFakeTimers();
    const { container: given } = container({ active: new Worker() });
    const done = signInByLink(REQUEST, URL_OF_WORKER, given);
    const told = expect(done).rejects.toThrow('did not answer. Open the link again.');
    await vi.advanceTimersByTimeAsync(30_000);
    await told;
  });
});
