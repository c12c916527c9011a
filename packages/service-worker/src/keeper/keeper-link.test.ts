import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteFromScope } from '../site.js';
import { trackChannels } from '../testing/channels.js';
import { FakeClients } from '../testing/fake-clients.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { deviceSession } from '../testing/make-sessions.js';
import { until } from '../testing/until.js';
import { Vault } from '../vault/vault.js';
import { KeeperLink } from './keeper-link.js';
import { seal } from './sealed-box.js';
import { CHANGED, NEED, parseChallenge, WORKER_HEADER } from './wire.js';

let channels: ReturnType<typeof trackChannels>;
let scopes = 0;
beforeEach(() => (channels = trackChannels()));
afterEach(() => {
  channels.closeAll();
  vi.unstubAllGlobals();
});

function setUp(boot = 'boot-1') {
  scopes += 1;
  const site = siteFromScope(`https://site.example/lite-${scopes}/`);
  const [vault, runtime, clients] = [new Vault(boot), new FakeRuntime(), new FakeClients()];
  const tick = () => Promise.resolve(4_000);
  const link = new KeeperLink({ site, vault, runtime, clients, boot, tick });
  const heard: unknown[] = [];
  const channel = new BroadcastChannel(site.channel);
  channel.onmessage = ({ data }) => void heard.push(data);
  const keeper = () => clients.open('sharedworker', site.keeperScript);
  const ask = (client: { id: string }, method: string, path: string, body?: unknown) =>
    link.answer(
      new Request(`${site.keeperEndpoint}${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      client.id,
      path,
    );
  /** What a keeper with this state sends back. */
  async function restoreBody(client: { id: string }, state: unknown, forBoot = boot) {
    const challenge = parseChallenge(await (await ask(client, 'GET', 'challenge')).json());
    const { publicKey = '' } = challenge ?? {};
    return { boot: forBoot, box: await seal(JSON.stringify(state), publicKey, forBoot) };
  }
  return { site, vault, runtime, clients, link, heard, keeper, ask, restoreBody };
}

function stateWithSession(): unknown {
  const vault = new Vault('before');
  vault.setSession(deviceSession());
  return vault.snapshot();
}

const PATHS = [
  ['GET', 'challenge'],
  ['GET', 'state'],
  ['GET', 'ping'],
  ['POST', 'restore'],
] as const;

describe('an answer', () => {
  it('is for the keeper alone, by type and URL', async () => {
    const { site, vault, clients, ask, link } = setUp();
    vault.setSession(deviceSession());
    await link.ready();
    const strangers = [
      clients.open('window', site.keeperScript),
      clients.open('worker', site.keeperScript),
      clients.open('sharedworker', `${site.keeperScript}&x`),
      clients.open('sharedworker', `${site.scope}service-worker.js`),
      clients.open('sharedworker', `blob:${site.keeperScript}`),
      clients.open('sharedworker', 'https://site.example/other/service-worker.js?keeper'),
      { id: '' },
      { id: 'nobody' },
    ];
    for (const client of strangers) {
      for (const [method, path] of PATHS) {
        const response = await ask(client, method, path, method === 'POST' ? {} : undefined);
        expect(response.status).toBe(403);
        expect(response.headers.has(WORKER_HEADER)).toBe(false);
        expect(await response.text()).not.toContain('secret');
      }
    }
  });

  it('is 403 after 1 s where the browser does not say who asks', async () => {
    const { clients, ask, runtime } = setUp();
    vi.spyOn(clients, 'get').mockReturnValue(new Promise(() => undefined));
    const response = ask({ id: 'kernel' }, 'GET', 'state');
    await runtime.advance(1_000);
    expect((await response).status).toBe(403);
  });

  it('carries the mark of the worker and is kept by no cache', async () => {
    const { ask, keeper } = setUp();
    const response = await ask(keeper(), 'GET', 'challenge');
    expect(response.headers.get(WORKER_HEADER)).toBe('boot-1');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ boot: 'boot-1', restored: false });
  });

  it('says when to ping again, and has nothing else', async () => {
    const { ask, keeper, clients } = setUp();
    const client = keeper();
    const ping = ask(client, 'GET', 'ping');
    clients.close(client);
    expect(await (await ping).json()).toEqual({ next: 4_000 });
    for (const [method, path] of [
      ['POST', 'state'],
      ['GET', 'restore'],
      ['GET', 'other'],
    ] as const) {
      expect((await ask(keeper(), method, path)).status).toBe(404);
    }
  });
});

describe('restoring', () => {
  it('takes the state that was sealed for this start of the worker', async () => {
    const { ask, keeper, restoreBody, vault, link } = setUp();
    const client = keeper();
    const ready = link.ready();
    expect((await ask(client, 'GET', 'state')).status).toBe(409);
    const body = await restoreBody(client, stateWithSession());
    expect((await ask(client, 'POST', 'restore', body)).status).toBe(200);
    await ready;
    expect(vault.session('platform')).toEqual(deviceSession());
    const challenge = await ask(client, 'GET', 'challenge');
    expect(await challenge.json()).toMatchObject({ restored: true });
  });

  it('takes no state for another start, nor one that was tampered with', async () => {
    const { ask, keeper, restoreBody, vault } = setUp();
    const client = keeper();
    const other = await restoreBody(client, stateWithSession(), 'boot-0');
    expect((await ask(client, 'POST', 'restore', other)).status).toBe(409);
    expect((await ask(client, 'POST', 'restore', { boot: 'boot-1', box: 7 })).status).toBe(409);
    // Sealed for another start, but said to be for this one.
    const renamed = { ...other, boot: 'boot-1' };
    await expect(ask(client, 'POST', 'restore', renamed)).rejects.toThrow();
    const elsewhere = setUp();
    const foreign = await elsewhere.restoreBody(elsewhere.keeper(), stateWithSession());
    await expect(ask(client, 'POST', 'restore', foreign)).rejects.toThrow();
    expect(vault.session('platform')).toBeUndefined();
    expect(await (await ask(client, 'GET', 'challenge')).json()).toMatchObject({ restored: false });
  });

  it('is done once: a session that was signed out does not come back', async () => {
    const { ask, keeper, restoreBody, vault } = setUp();
    const client = keeper();
    const body = await restoreBody(client, stateWithSession());
    await ask(client, 'POST', 'restore', body);
    vault.endSession('platform');
    expect((await ask(client, 'POST', 'restore', body)).status).toBe(200);
    expect(vault.session('platform')).toBeUndefined();
  });

  it('goes on with nothing where the state has another shape', async () => {
    const { ask, keeper, restoreBody, vault, link } = setUp();
    const client = keeper();
    const ready = link.ready();
    const body = await restoreBody(client, { sessions: { platform: deviceSession() } });
    await ask(client, 'POST', 'restore', body);
    await ready;
    expect(vault.session('platform')).toBeUndefined();
  });

  it('waits for nobody where there is no keeper of this site', async () => {
    const { link, clients, heard } = setUp();
    clients.open('sharedworker', 'https://site.example/other/service-worker.js?keeper');
    await link.ready();
    expect(heard).toEqual([]);
  });

  it('asks again every 300 ms, and goes on after 4 s', async () => {
    const { link, keeper, runtime, heard } = setUp();
    keeper();
    let ready = false;
    const waiting = link.ready().then(() => (ready = true));
    await runtime.advance(950);
    await until(() => expect(heard).toEqual([NEED, NEED, NEED, NEED]));
    await runtime.advance(3_000);
    expect(ready).toBe(false);
    await runtime.advance(100);
    await waiting;
  });
});

describe('announce', () => {
  it('waits until the keeper has pulled, all who announced with one pull', async () => {
    const { link, keeper, ask, heard, vault } = setUp();
    await link.ready();
    const client = keeper();
    const announced = Promise.all([link.announce(), link.announce(), link.announce()]);
    await until(() => expect(heard).toContain(CHANGED));
    vault.setSession(deviceSession());
    const state = await ask(client, 'GET', 'state');
    expect(await state.json()).toMatchObject({ sessions: [{ provider: 'platform' }] });
    await announced; // by the pull: nobody moved the clock
  });

  it('goes on after 2 s without a keeper', async () => {
    const { link, runtime } = setUp();
    let done = false;
    const announced = link.announce().then(() => (done = true));
    await runtime.advance(1_900);
    expect(done).toBe(false);
    await runtime.advance(100);
    await announced;
  });
});
