import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteFromScope } from '../site.js';
import { trackChannels } from '../testing/channels.js';
import { FakeClients } from '../testing/fake-clients.js';
import { FakeRuntime, turn } from '../testing/fake-runtime.js';
import { startIssuer } from '../testing/issuer.js';
import { configJson, providerJson } from '../testing/make-config.js';
import { makeWorker, newScope } from '../testing/make-worker.js';
import { memoryIds } from '../testing/memory-store.js';
import { html, json, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { until } from '../testing/until.js';
import { runKeeper } from './keeper.js';
import { newKeys, open, publicKeyOf } from './sealed-box.js';
import { CHANGED, HERE, KEY, NEED, WORKER_HEADER } from './wire.js';

let channels: ReturnType<typeof trackChannels>;
beforeEach(() => {
  channels = trackChannels();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  channels.closeAll();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The global of a SharedWorker, or of a tab's keeper; `scriptURL` is what it finds registered for the site. */
class FakeScope extends EventTarget {
  closed = false;
  readonly listensTo = new Set<string>();
  readonly posted: unknown[] = [];
  readonly navigator: WorkerNavigator;

  constructor(scriptURL?: string) {
    super();
    const getRegistration = () => Promise.resolve({ active: { scriptURL } });
    const serviceWorker = scriptURL === undefined ? undefined : { getRegistration };
    const locks = { request: this.hold };
    this.navigator = { serviceWorker, locks } as unknown as WorkerNavigator;
  }

  /** The Web Locks that it holds; no one else has any. */
  readonly held = new Set<string>();
  private readonly hold = async (name: string, task: () => Promise<unknown>) => {
    this.held.add(name);
    await task();
    this.held.delete(name);
  };

  close(): void {
    this.closed = true;
  }

  override addEventListener(...all: Parameters<EventTarget['addEventListener']>): void {
    this.listensTo.add(all[0]);
    super.addEventListener(...all);
  }

  /** A dedicated worker's, to whoever started it. */
  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  /** What a page hears when it connects. */
  connect(): Promise<unknown> {
    return new Promise((resolve) => {
      const event = Object.assign(new Event('connect'), { ports: [{ postMessage: resolve }] });
      this.dispatchEvent(event);
    });
  }
}

const PROVIDER = {
  label: 'Platform',
  type: 'oidc',
  issuer: 'http://127.0.0.1:1/oidc',
  clientId: 'c',
  signIn: ['host', 'device'],
};
const CONFIG = configJson('http://127.0.0.1:1/oidc', [], {
  providers: { platform: PROVIDER },
  host: { origins: ['https://platform.example'] },
});

/** Turns that what comes of an answer takes at most. */
const TURNS = 20;

/** A site whose worker can be stopped and started, with its keeper's requests going to it. */
function makeSite({ scriptURL, kind = 'shared', config = CONFIG }: SiteOptions = {}) {
  const scope = newScope();
  const site = siteFromScope(scope);
  const [clients, ids, runtime] = [new FakeClients(), memoryIds(), new FakeRuntime()];
  const keeperClient =
    kind === 'shared'
      ? clients.open('sharedworker', site.keeperScript)
      : clients.open('worker', site.tabKeeperScript);
  const page = clients.open('window', `${scope}lab/`);
  const sent: { path: string; body: string }[] = [];
  const start = (json: unknown) => makeWorker(json, { scope, clients, ids, runtime });
  let worker = start(config);
  let missed: string | undefined;
  let pulled = '';
  let gate: Promise<void> | undefined;
  const answered: string[] = [];
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: URL | Request, init?: RequestInit) => {
    if (!(input instanceof URL)) return realFetch(input, init); // of the worker, to the issuer
    const request = new Request(input, init);
    sent.push({ path: input.href.slice(site.keeperEndpoint.length), body: await bodyOf(request) });
    if (missed !== undefined && input.pathname.endsWith(missed)) throw new TypeError('missed');
    const response = await worker.worker.onFetch({ request, clientId: keeperClient.id });
    if (!response) throw new TypeError('no answer');
    if (input.pathname.endsWith('/state') && response.ok) {
      const [late, text] = [gate, await response.clone().text()];
      gate = undefined;
      if (late) await late;
      else pulled = text;
    }
    answered.push(input.href.slice(site.keeperEndpoint.length));
    return response;
  });
  /** Resolves when the keeper has had every answer, and waits for its next turn. */
  async function rested(): Promise<void> {
    await until(() => {
      expect(count(sent, 'ping')).toBeGreaterThan(0);
      expect(answered).toHaveLength(sent.length);
    });
    for (let i = 0; i < TURNS; i += 1) await turn();
    expect(answered).toHaveLength(sent.length);
  }
  const scopeOfKeeper = new FakeScope(scriptURL?.(scope));
  return {
    scope,
    sent,
    page,
    keeper: scopeOfKeeper,
    startKeeper: () => runKeeper(scopeOfKeeper, site),
    runtime,
    ids,
    /** The browser stopped the worker, and starts it anew, perhaps with a new `auth.json`. */
    restart: (json: unknown = config) => (worker = start(json)),
    /** Resolves when the keeper has a state with this in it, and knows when to ping again. */
    holds: async (text: string) => {
      await until(() => expect(pulled).toContain(text));
      await rested();
    },
    rested,
    /** The last state that has come to the keeper. */
    pulled: () => pulled,
    /** The next state that the keeper gets comes when the returned function is called. */
    holdBack: () => {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return release;
    },
    /** The worker is stopped from now on whenever the keeper asks for this, until told otherwise. */
    miss: (path?: string) => (missed = path),
    ask: (message: unknown) => worker.ask(message, page),
  };
}

interface SiteOptions {
  readonly scriptURL?: (scope: string) => string;
  readonly kind?: 'shared' | 'tab';
  readonly config?: unknown;
}

async function bodyOf(request: Request): Promise<string> {
  return request.clone().text();
}

const HOST_DATA = {
  type: 'auth-bridge:host-data',
  payload: { apiConfig: { accountId: 'account-1', authToken: 'secret-auth' } },
};
const GET_STATE = { type: 'auth-bridge:get-state' };
const count = (sent: readonly { path: string }[], path: string) =>
  sent.filter((each) => each.path === path).length;

describe('the keeper', () => {
  it('gives a restarted worker its session back, sealed', async () => {
    const { ask, restart, startKeeper, keeper, sent } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    const started = await ask({ type: 'auth-bridge:kernel-started', kernel: 'k' });
    const pulls = count(sent, 'state');
    await ask(HOST_DATA);
    await until(() => expect(count(sent, 'state')).toBeGreaterThan(pulls));

    restart();
    const state = await ask(GET_STATE);
    expect(state).toMatchObject({ value: { state: { providers: [{ status: 'signed-in' }] } } });
    expect(await ask({ type: 'auth-bridge:get-kernel-values', kernel: 'k' })).toMatchObject({
      value: { values: { handle: handleIn(started) } },
    });
    const bodies = sent.filter(({ path }) => path === 'restore').map(({ body }) => body);
    // The first worker got none: there was no state yet.
    expect(bodies.map((body) => body.length > 0)).toEqual([false, true]);
    expect(bodies.join()).not.toContain('secret');
  });

  it('brings no session back that was signed out', async () => {
    const { ask, restart, startKeeper, keeper, sent } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    await ask({ type: 'auth-bridge:sign-out' });
    restart();
    expect(await ask(GET_STATE)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-out' }] } },
    });
  });

  it('brings none back either whose end it has missed, and tells its kernel of a new handle', async () => {
    const { ask, restart, startKeeper, keeper, sent, holds, miss, runtime, page } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    const handle = handleIn(await ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }));
    await ask(HOST_DATA);
    await holds('secret-auth');
    miss('/state');
    const out = ask({ type: 'auth-bridge:sign-out' });
    await runtime.advance(2_000);
    await out;
    page.messages.length = 0;

    restart();
    expect(await ask(GET_STATE)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-out' }] } },
    });
    // What the host says unasked does not bring it back either.
    await ask(HOST_DATA);
    expect(await ask(GET_STATE)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-out' }] } },
    });
    await runtime.advance(20); // after the calls that waited
    await until(() => {
      expect(page.messages).toContainEqual({ type: 'auth-bridge:kernel-values-changed' });
    });
    const values = handleIn(await ask({ type: 'auth-bridge:get-kernel-values', kernel: 'k' }));
    expect(values).toMatch(/^jlab_/);
    expect(values).not.toBe(handle);
  });

  it.each([
    ['another name', { label: 'Other words' }, 'signed-in', true],
    ['another client', { clientId: 'other' }, 'signed-out', false],
  ])('after an update to %s', async (_, change, status, sameHandle) => {
    const { ask, restart, startKeeper, keeper, sent, holds, page, runtime } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    const handle = handleIn(await ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }));
    await ask(HOST_DATA);
    await holds('secret-auth');
    page.messages.length = 0;
    restart({ ...CONFIG, providers: { platform: { ...PROVIDER, ...change } } });
    expect(await ask(GET_STATE)).toMatchObject({ value: { state: { providers: [{ status }] } } });
    const values = handleIn(await ask({ type: 'auth-bridge:get-kernel-values', kernel: 'k' }));
    expect(values === handle).toBe(sameHandle);
    await runtime.advance(20); // after the calls that waited
    await until(() => expect(page.messages).not.toEqual([]));
    const told = page.messages.some(
      (message) => JSON.stringify(message) === '{"type":"auth-bridge:kernel-values-changed"}',
    );
    expect(told).toBe(!sameHandle);
  });

  it('says that it is there where it has a state to give, and only there', async () => {
    const { scope, startKeeper, rested, sent } = makeSite();
    const channel = new BroadcastChannel(siteFromScope(scope).channel);
    const heard: unknown[] = [];
    channel.onmessage = ({ data }) => void heard.push(data);
    startKeeper();
    await rested(); // its first pull came too early: the worker had no state yet
    const challenges = count(sent, 'challenge');
    channel.postMessage(NEED);
    await until(() => expect(count(sent, 'challenge')).toBe(challenges + 1));
    await rested();
    expect(heard).not.toContain(HERE);
    const pulls = count(sent, 'state');
    channel.postMessage(CHANGED);
    await until(() => expect(count(sent, 'state')).toBe(pulls + 1));
    await rested();
    channel.postMessage(NEED);
    await until(() => expect(heard).toContain(HERE));
  });

  it('keeps the later of two states, whichever comes first', async () => {
    const { ask, scope, startKeeper, pulled, holdBack, rested, restart, sent } = makeSite();
    startKeeper();
    await rested();
    const pulls = count(sent, 'state');
    const release = holdBack();
    new BroadcastChannel(siteFromScope(scope).channel).postMessage(CHANGED);
    await until(() => expect(count(sent, 'state')).toBe(pulls + 1));
    await ask(HOST_DATA);
    await until(() => expect(pulled()).toContain('secret-auth'));
    release();
    await rested();
    restart();
    expect(await ask(GET_STATE)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-in' }] } },
    });
  });

  it('pings every 20 s', async () => {
    const { startKeeper, sent, rested } = makeSite();
    startKeeper();
    await rested();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(count(sent, 'ping')).toBe(1);
    await vi.advanceTimersByTimeAsync(1_100);
    await until(() => expect(count(sent, 'ping')).toBe(2));
  });

  it('pings on after an answer that breaks off', async () => {
    const { startKeeper, keeper, sent } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    const whole = globalThis.fetch;
    const broken = new ReadableStream({ start: (body) => body.error(new TypeError('cut')) });
    const headers = { [WORKER_HEADER]: '' };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(broken, { headers })));
    await vi.advanceTimersByTimeAsync(20_000);
    vi.stubGlobal('fetch', whole);
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => expect(count(sent, 'ping')).toBe(2));
  });

  it('pings a second after one without an answer, but once in a row', async () => {
    const { startKeeper, sent, rested, miss } = makeSite();
    startKeeper();
    await rested();
    miss('/ping');
    await vi.advanceTimersByTimeAsync(20_000);
    await until(() => expect(count(sent, 'ping')).toBe(2));
    for (let i = 0; i < TURNS; i += 1) await turn();
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => expect(count(sent, 'ping')).toBe(3));
    for (let i = 0; i < TURNS; i += 1) await turn();
    miss();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(count(sent, 'ping')).toBe(3);
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => expect(count(sent, 'ping')).toBe(4));
  });

  it('gives nothing where a script of another place is registered below the site', async () => {
    const { startKeeper, keeper, sent } = makeSite({
      scriptURL: (scope) => `${scope}files/evil.js`,
    });
    startKeeper();
    expect(await keeper.connect()).toEqual({ lock: false });
    expect(keeper.closed).toBe(true);
    expect(sent.filter(({ path }) => path !== 'challenge')).toEqual([]);
  });

  it('works where its own script is registered, whatever the query', async () => {
    const scriptURL = (scope: string) => `${scope}service-worker.js?enableCache=1`;
    const { startKeeper, keeper } = makeSite({ scriptURL });
    startKeeper();
    expect(await keeper.connect()).toEqual({ lock: [...keeper.held][0] });
    expect(keeper.closed).toBe(false);
  });

  it('holds a lock that tells each page of its life, under a name that nobody had before', async () => {
    const { startKeeper, keeper, scope, rested } = makeSite();
    startKeeper();
    const answers = [await keeper.connect(), await keeper.connect()];
    await rested();
    expect(answers).toEqual([...keeper.held].map((lock) => ({ lock })));
    expect(keeper.held.size).toBe(2);
    for (const name of keeper.held) expect(name).toContain(`auth-bridge:${scope}`);
  });
});

describe('the keeper of a tab', () => {
  it('does the same where there is no SharedWorker', async () => {
    const { ask, restart, startKeeper, sent, holds, ids } = makeSite({ kind: 'tab' });
    startKeeper();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    expect([...ids.kept]).toEqual(['tab-keeper']);
    const handle = handleIn(await ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }));
    await ask(HOST_DATA);
    await holds('secret-auth');

    restart();
    expect(await ask(GET_STATE)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-in' }] } },
    });
    const values = await ask({ type: 'auth-bridge:get-kernel-values', kernel: 'k' });
    expect(handleIn(values)).toBe(handle);
    expect(sent.map(({ body }) => body).join()).not.toContain('secret');
  });

  it('hears nothing of who started it, and tells nothing', async () => {
    const { ask, startKeeper, sent, holds, keeper } = makeSite({ kind: 'tab' });
    startKeeper();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    await holds('secret-auth');
    const requests = sent.length;
    for (const data of ['state', { type: 'get' }, NEED]) {
      keeper.dispatchEvent(new MessageEvent('message', { data }));
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(keeper.listensTo).toEqual(new Set(['connect']));
    expect('onmessage' in keeper).toBe(false);
    expect(keeper.posted).toEqual([]);
    expect(sent).toHaveLength(requests);
  });

  it.each(['shared', 'tab'] as const)('and a %s one drive the polling', async (kind) => {
    const issuer = await startIssuer();
    const platform = providerJson(issuer.issuer);
    const { ask, startKeeper, sent, holds, rested, runtime, restart } = makeSite({
      kind,
      config: { providers: { platform }, apis: [] },
    });
    startKeeper();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask({ type: 'auth-bridge:sign-in' });
    await holds('"phase":"pending"');
    // The timers of the worker are gone with it: only the keeper comes again.
    restart();
    const start = runtime.now();
    vi.spyOn(runtime, 'later').mockReturnValue();
    for (const polls of [1, 2]) {
      vi.spyOn(runtime, 'now').mockReturnValue(start + polls * 5_000);
      await vi.advanceTimersByTimeAsync(5_000);
      await until(() => expect(issuer.polls).toBe(polls));
      await rested();
    }
    await issuer.stop();
  });
});

describe('without our worker', () => {
  const answers: [string, Answer][] = [
    ['a 404 of the web server', status(404)],
    ['a page for every address', html(200)],
    ['a redirect', status(302, { location: '/' })],
    ['a challenge without our header', json(200, {}, { 'x-other': 'k' })],
  ];

  it.each(answers)('ends, and says so: %s', async (_, answer) => {
    const server = await ScriptedServer.start();
    server.on('/auth-bridge/keeper/challenge', answer);
    const keeper = new FakeScope();
    runKeeper(keeper, siteFromScope(`${server.origin}/`));
    expect(await keeper.connect()).toEqual({ lock: false });
    expect(keeper.closed).toBe(true);
    await server.stop();
  });

  it('sends nothing in a box for a key that the worker has not answered with', async () => {
    const { ask, startKeeper, keeper, sent, scope } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    const [worker, stranger] = [await newKeys(), await newKeys()];
    const boxes: Uint8Array<ArrayBuffer>[] = [];
    let answer: (response: Response) => void = () => undefined;
    let asked = false;
    vi.stubGlobal('fetch', (_: URL, { body }: RequestInit) => {
      if (body instanceof Uint8Array) boxes.push(new Uint8Array(body));
      asked = true;
      return new Promise<Response>((resolve) => (answer = resolve));
    });
    const channel = new BroadcastChannel(siteFromScope(scope).channel);
    for (const word of [NEED, KEY + publicKeyOf(stranger), `${KEY}junk`]) channel.postMessage(word);
    await until(() => expect(asked).toBe(true));
    await vi.advanceTimersByTimeAsync(100);
    expect(boxes).toEqual([]);
    const headers = { [WORKER_HEADER]: publicKeyOf(worker) };
    answer(Response.json({}, { headers }));
    await until(() => expect(boxes).toHaveLength(1));
    const [box = new Uint8Array()] = boxes;
    await expect(open(box, stranger)).rejects.toThrow();
    expect(await open(box, worker)).toContain('secret-auth');
  });

  it('says that it has nothing where it cannot seal to the key: of a worker of another version', async () => {
    const { ask, startKeeper, keeper, sent, scope } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    const restored: unknown[] = [];
    vi.stubGlobal('fetch', (url: URL, { body }: RequestInit) => {
      if (url.pathname.endsWith('restore')) restored.push(body);
      return Promise.resolve(Response.json({}, { headers: { [WORKER_HEADER]: 'v9.AAAA' } }));
    });
    new BroadcastChannel(siteFromScope(scope).channel).postMessage(NEED);
    await until(() => expect(restored).toEqual([null]));
  });

  it('releases nothing to a web server that answers in its place', async () => {
    const { ask, startKeeper, keeper, sent, scope } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    const key = publicKeyOf(await newKeys());
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.pathname);
      return Promise.resolve(Response.json({}, { headers: { 'x-other': key } }));
    });
    const channel = new BroadcastChannel(siteFromScope(scope).channel);
    for (const word of [NEED, KEY + key]) channel.postMessage(word);
    await until(() => expect(asked.join()).toContain('challenge'));
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.join()).not.toContain('restore');
  });
});

function handleIn(reply: unknown): string {
  return (reply as { value: { values: { handle: string } } }).value.values.handle;
}
