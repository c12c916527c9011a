import type { PageRequest } from '@jupyterlite-auth-bridge/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge';
import { HostLink } from './host-link';

const ORIGIN = 'https://platform.example';
const DATA = { type: 'from-host-to-iframe', payload: { apiConfig: { accountId: 'a' } } };

let page: EventTarget;
let posted: unknown[];
const host = {
  postMessage: (message: unknown, origin: string) => posted.push([message, origin]),
} as unknown as Window;

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  page = new EventTarget();
  vi.stubGlobal('window', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function message(data: unknown, origin = ORIGIN, source: unknown = host): Event {
  return Object.assign(new Event('message', { cancelable: true }), { data, origin, source });
}

function setUp(hostOrigins: readonly string[], ready: Promise<unknown> = Promise.resolve()) {
  const sent: unknown[] = [];
  const introductions: (() => Promise<void>)[] = [];
  const bridge = {
    ready: ready.then(() => ({ config: { hostOrigins } })),
    state: { providers: [] },
    hostNeeded: { connect: () => undefined },
    onRestart: (introduce: () => Promise<void>) => introductions.push(introduce),
    setHost: (present: boolean) => Promise.resolve(void sent.push({ present })),
    request: (request: PageRequest) => Promise.resolve(void sent.push(request)),
  };
  const link = new HostLink(host, bridge as unknown as Bridge);
  return { link, sent, introductions };
}

const handedOver = { type: 'auth-bridge:host-data', payload: DATA.payload };

describe('HostLink', () => {
  it('asks the host, and hands over what comes, also what came before the origins were known', async () => {
    const { link, sent } = setUp([ORIGIN]);
    page.dispatchEvent(message(DATA));
    await link.settled;
    expect(sent).toEqual([{ present: true }, handedOver]);
    expect(posted).toEqual([
      [{ type: 'from-iframe-to-host', action: 'get-data', payload: undefined }, ORIGIN],
    ]);
  });

  it('takes a host that answers late for one', async () => {
    const { link, sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(2_000);
    await link.settled;
    expect(sent).toEqual([{ present: false }]);
    page.dispatchEvent(message(DATA));
    await vi.waitFor(() =>
      expect(sent).toEqual([{ present: false }, { present: true }, handedOver]),
    );
  });

  it.each([
    ['another origin', message(DATA, 'https://platform.example.evil.test')],
    ['another window', message(DATA, ORIGIN, {})],
    ['another kind', message({ type: 'from-host-to-iframe' })],
  ])('leaves a message of %s alone', async (_, event) => {
    const { sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    page.dispatchEvent(event);
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual([]);
  });

  it.each([
    ['where auth.json has no hosts', setUpNone, [{ present: false }]],
    ['where there is no worker', setUpBroken, []],
  ])('takes nothing %s', async (_, make, expected) => {
    const { link, sent } = make();
    page.dispatchEvent(message(DATA));
    await link.settled;
    page.dispatchEvent(message(DATA));
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual(expected);
  });

  it('asks again when the worker has lost the session', async () => {
    const { introductions } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    for (const introduce of introductions) await introduce();
    expect(posted).toHaveLength(2);
  });
});

function setUpNone() {
  return setUp([]);
}

function setUpBroken() {
  return setUp([ORIGIN], Promise.reject(new Error('no worker')));
}
