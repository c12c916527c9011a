import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge';
import { HostLink } from './host-link';

/** Node has no windows and no service workers: here their events are made by hand. */
const worker = vi.hoisted(() => ({ sent: [] as unknown[], ports: [] as unknown[] }));
vi.mock('./captured', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  isTrusted: (event: { forged?: boolean }) => event.forged !== true,
  dataOf: (event: { data: unknown }) => event.data,
  originOf: (event: { origin: unknown }) => event.origin,
  sourceOf: (event: { source: unknown }) => event.source,
  portOf: (event: { ports?: readonly unknown[] }) => event.ports?.[0],
  newPorts: () => {
    const { port1, port2 } = new MessageChannel();
    return { here: port1, there: port2 };
  },
  postActive: (_: unknown, message: { key?: string }, answer: MessagePort, port?: MessagePort) => {
    const { key, ...rest } = message;
    worker.sent.push(typeof key === 'string' ? rest : message);
    if (port) worker.ports.push(port);
    answer.postMessage({ ok: true, value: {} });
    return true;
  },
}));

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
  worker.sent.length = worker.ports.length = 0;
  page = new EventTarget();
  vi.stubGlobal('window', page);
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve({}) } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function message(data: unknown, origin = ORIGIN, source: unknown = host, more: object = {}): Event {
  const event = new Event('message', { cancelable: true });
  return Object.assign(event, { data, origin, source, ...more });
}

function setUp(
  hostOrigins: readonly string[],
  ready: Promise<unknown> = Promise.resolve(),
  around: Window | null = host,
) {
  const { sent } = worker;
  const introductions: (() => Promise<void>)[] = [];
  const bridge = {
    ready: ready.then(() => ({ config: { hostOrigins } })),
    state: { providers: [] },
    hostNeeded: { connect: () => undefined },
    onRestart: (introduce: () => Promise<void>) => introductions.push(introduce),
    setHost: (present: boolean) => Promise.resolve(void sent.push({ present })),
  };
  const link = new HostLink(around ?? undefined, bridge as unknown as Bridge);
  return { link, sent, introductions };
}

const CLAIM = { type: 'auth-bridge:claim-host' };
const HELLO = expect.objectContaining({ type: 'auth-bridge:host-hello', versions: [1] }) as unknown;
const handedOver = { type: 'auth-bridge:host-data', payload: DATA.payload };

describe('HostLink', () => {
  it('asks the host, and hands over what comes, also what came before the origins were known', async () => {
    const { link, sent } = setUp([ORIGIN]);
    page.dispatchEvent(message(DATA));
    await link.settled;
    expect(sent).toEqual([CLAIM, { present: true }, handedOver]);
    expect(posted).toEqual([
      [HELLO, ORIGIN],
      [{ type: 'from-iframe-to-host', action: 'get-data', payload: undefined }, ORIGIN],
    ]);
  });

  it('takes a host that answers late for one', async () => {
    const { link, sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(2_000);
    await link.settled;
    expect(sent).toEqual([CLAIM, { present: false }]);
    page.dispatchEvent(message(DATA));
    expect(sent).toEqual([CLAIM, { present: false }, { present: true }, handedOver]);
  });

  it('takes each of several answers, and the same one again', async () => {
    const { link, sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    const more = { ...DATA, payload: { materials: ['Si'] } };
    for (const each of [DATA, DATA, more]) page.dispatchEvent(message(each));
    await link.settled;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(
      sent.filter((each) => each !== undefined && JSON.stringify(each).includes('payload')),
    ).toEqual([handedOver, handedOver, { type: 'auth-bridge:host-data', payload: more.payload }]);
    expect(sent).not.toContainEqual({ present: false });
  });

  it.each([
    ['another origin', message(DATA, 'https://platform.example.evil.test')],
    ['another window', message(DATA, ORIGIN, {})],
    ['another kind', message({ type: 'from-host-to-iframe' })],
    ['a script of the page', message(DATA, ORIGIN, host, { forged: true })],
  ])('leaves a message of %s alone', async (_, event) => {
    const { sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    page.dispatchEvent(event);
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual([CLAIM]);
  });

  it.each([
    ['where auth.json has no hosts', setUpNone, [CLAIM, { present: false }]],
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
    posted = [];
    for (const introduce of introductions) await introduce();
    expect(posted).toEqual([[{ type: 'from-iframe-to-host', action: 'get-data' }, ORIGIN]]);
  });

  it('says for the worker whose word counts in a page without a host, too', async () => {
    const { link, sent } = setUp([ORIGIN], Promise.resolve(), null);
    await link.settled;
    expect(sent).toEqual([CLAIM]);
  });
});

describe('HostLink with a host that has the SDK', () => {
  const welcome = (port: MessagePort, version = 1) =>
    message({ type: 'auth-bridge:host-welcome', version }, ORIGIN, host, { ports: [port] });

  /** Welcomes the page; `asked` is what comes over the port. */
  function welcomePage() {
    const { port1, port2 } = new MessageChannel();
    const asked: unknown[] = [];
    port1.onmessage = ({ data }: MessageEvent<unknown>) => asked.push(data);
    page.dispatchEvent(welcome(port2));
    return { asked, port: port1 };
  }

  it('asks for a port and hands it on unread, again whenever the worker needs one', async () => {
    const { link, sent, introductions } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    const { asked, port } = welcomePage();
    await vi.waitFor(() => expect(asked).toEqual([{ type: 'need-port' }]));
    const { port2 } = new MessageChannel();
    port.postMessage({ type: 'worker-port' }, [port2]);
    await link.settled;
    expect(sent).toEqual([
      CLAIM,
      { present: true },
      { type: 'auth-bridge:host-port', origin: ORIGIN },
    ]);
    expect(worker.ports).toHaveLength(1);
    posted = [];
    for (const introduce of introductions) await introduce();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(posted).toEqual([]);
    port.close();
  });

  it('sends what notebooks send over the port alone', async () => {
    setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    const { asked, port } = welcomePage();
    posted = [];
    (page as { sendDataToHost?: (data: unknown) => void }).sendDataToHost?.({ materials: [] });
    await vi.waitFor(() => expect(asked).toContainEqual({ type: 'data', data: { materials: [] } }));
    expect(posted).toEqual([]);
    port.close();
  });

  it('takes one welcome, of one host', async () => {
    setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    const { asked, port } = welcomePage();
    const evil = welcomePage();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(evil.asked).toEqual([]);
    port.close();
    evil.port.close();
  });

  it('says hello again to a host that listens only now', async () => {
    setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    posted = [];
    page.dispatchEvent(message({ type: 'auth-bridge:host-here' }));
    page.dispatchEvent(message({ type: 'auth-bridge:host-here' }, 'https://evil.test'));
    page.dispatchEvent(message({ type: 'auth-bridge:host-here' }, ORIGIN, {}));
    expect(posted).toEqual([[HELLO, ORIGIN]]);
  });

  it.each([
    ['refuses', message({ type: 'auth-bridge:host-refusal', versions: [7] })],
    ['welcomes', welcome(new MessageChannel().port2, 7)],
  ])('says what is wrong where a host of another version %s', async (_, event) => {
    const { link, sent } = setUp([ORIGIN]);
    await vi.advanceTimersByTimeAsync(0);
    page.dispatchEvent(event);
    expect(await link.refused).toEqual({ ours: [1], theirs: [7] });
    await link.settled;
    expect(sent).toEqual([CLAIM]);
  });
});

function setUpNone() {
  return setUp([]);
}

function setUpBroken() {
  return setUp([ORIGIN], Promise.reject(new Error('no worker')));
}
