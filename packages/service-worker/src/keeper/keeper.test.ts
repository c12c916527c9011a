import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteFromScope } from '../site.js';
import { trackChannels } from '../testing/channels.js';
import { FakeClients } from '../testing/fake-clients.js';
import { configJson } from '../testing/make-config.js';
import { makeWorker, newScope } from '../testing/make-worker.js';
import { html, json, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { until } from '../testing/until.js';
import { runKeeper } from './keeper.js';
import { newKeyPair, publicKeyOf } from './sealed-box.js';
import { NEED } from './wire.js';

let channels: ReturnType<typeof trackChannels>;
beforeEach(() => {
  channels = trackChannels();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  channels.closeAll();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The SharedWorker's global; `scriptURL` is what it finds registered for the site. */
class FakeScope extends EventTarget {
  closed = false;
  readonly navigator: WorkerNavigator;

  constructor(scriptURL?: string) {
    super();
    const getRegistration = () => Promise.resolve({ active: { scriptURL } });
    const serviceWorker = scriptURL === undefined ? undefined : { getRegistration };
    this.navigator = { serviceWorker } as unknown as WorkerNavigator;
  }

  close(): void {
    this.closed = true;
  }

  /** What a page hears when it connects. */
  connect(): Promise<unknown> {
    return new Promise((resolve) => {
      const event = Object.assign(new Event('connect'), { ports: [{ postMessage: resolve }] });
      this.dispatchEvent(event);
    });
  }
}

const CONFIG = configJson('http://127.0.0.1:1/oidc', [], {
  providers: {
    platform: {
      label: 'Platform',
      type: 'oidc',
      issuer: 'http://127.0.0.1:1/oidc',
      clientId: 'c',
      signIn: ['host', 'device'],
    },
  },
  host: { origins: ['https://platform.example'] },
});

/** A site whose worker can be stopped and started, with its keeper's requests going to it. */
function makeSite(scriptURL?: (scope: string) => string) {
  const scope = newScope();
  const site = siteFromScope(scope);
  const clients = new FakeClients();
  const keeperClient = clients.open('sharedworker', site.keeperScript);
  const page = clients.open('window', `${scope}lab/`);
  const sent: { path: string; body: string }[] = [];
  let worker = makeWorker(CONFIG, { scope, clients });
  vi.stubGlobal('fetch', async (input: URL, init?: RequestInit) => {
    const request = new Request(input, init);
    sent.push({ path: input.href.slice(site.keeperEndpoint.length), body: await bodyOf(request) });
    const response = await worker.worker.onFetch({ request, clientId: keeperClient.id });
    if (!response) throw new TypeError('no answer');
    return response;
  });
  const scopeOfKeeper = new FakeScope(scriptURL?.(scope));
  return {
    scope,
    sent,
    page,
    keeper: scopeOfKeeper,
    startKeeper: () => runKeeper(scopeOfKeeper, site),
    /** The browser stopped the worker, and starts it anew. */
    restart: () => (worker = makeWorker(CONFIG, { scope, clients })),
    ask: (message: unknown) => worker.ask(message, page),
  };
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
    expect(await keeper.connect()).toBe('ready');
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
    expect(bodies.map((body) => body.includes('ciphertext'))).toEqual([false, true]);
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

  it('pings every 20 s', async () => {
    const { startKeeper, sent } = makeSite();
    startKeeper();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await vi.advanceTimersByTimeAsync(19_000);
    expect(count(sent, 'ping')).toBe(1);
    await vi.advanceTimersByTimeAsync(1_100);
    await until(() => expect(count(sent, 'ping')).toBe(2));
  });

  it('gives nothing where a script of another place is registered below the site', async () => {
    const { startKeeper, keeper, sent } = makeSite((scope) => `${scope}files/evil.js`);
    startKeeper();
    expect(await keeper.connect()).toBe('no-worker');
    expect(keeper.closed).toBe(true);
    expect(sent.filter(({ path }) => path !== 'challenge')).toEqual([]);
  });

  it('works where its own script is registered, whatever the query', async () => {
    const { startKeeper, keeper } = makeSite((scope) => `${scope}service-worker.js?enableCache=1`);
    startKeeper();
    expect(await keeper.connect()).toBe('ready');
    expect(keeper.closed).toBe(false);
  });
});

describe('without our worker', () => {
  const answers: [string, Answer][] = [
    ['a 404 of the web server', status(404)],
    ['a page for every address', html(200)],
    ['a redirect', status(302, { location: '/' })],
    ['a challenge without our header', json(200, { boot: 'b', publicKey: 'k' })],
  ];

  it.each(answers)('ends, and says so: %s', async (_, answer) => {
    const server = await ScriptedServer.start();
    server.on('/auth-bridge/keeper/challenge', answer);
    const keeper = new FakeScope();
    runKeeper(keeper, siteFromScope(`${server.origin}/`));
    expect(await keeper.connect()).toBe('no-worker');
    expect(keeper.closed).toBe(true);
    await server.stop();
  });

  it('releases nothing to a web server that answers in its place', async () => {
    const { ask, startKeeper, keeper, sent, scope } = makeSite();
    startKeeper();
    await keeper.connect();
    await until(() => expect(count(sent, 'ping')).toBe(1));
    await ask(HOST_DATA);
    const publicKey = await publicKeyOf(await newKeyPair());
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.pathname);
      const challenge = { boot: 'b', publicKey, restored: false };
      return Promise.resolve(Response.json(challenge));
    });
    new BroadcastChannel(siteFromScope(scope).channel).postMessage(NEED);
    await until(() => expect(asked.join()).toContain('challenge'));
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.join()).not.toContain('restore');
  });
});

function handleIn(reply: unknown): string {
  return (reply as { value: { values: { handle: string } } }).value.values.handle;
}
