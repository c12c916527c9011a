import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { siteFromScope } from '../site.js';
import { trackChannels } from '../testing/channels.js';
import { FakeClients } from '../testing/fake-clients.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { keeperState, PLATFORM, signedInVault } from '../testing/keeper-state.js';
import { deviceSession } from '../testing/make-sessions.js';
import { memoryIds } from '../testing/memory-store.js';
import { until } from '../testing/until.js';
import { Vault } from '../vault/vault.js';
import { KeeperLink } from './keeper-link.js';
import type { IdStore } from './marks.js';
import { newKeys, publicKeyOf, seal } from './sealed-box.js';
import { CHANGED, HERE, KEY, NEED, parseState, WORKER_HEADER } from './wire.js';

let channels: ReturnType<typeof trackChannels>;
let scopes = 0;
beforeEach(() => (channels = trackChannels()));
afterEach(() => {
  channels.closeAll();
  vi.unstubAllGlobals();
});

interface Options {
  readonly boot?: string;
  readonly config?: AuthConfig;
  readonly ids?: IdStore;
}

function setUp({ boot = 'boot-1', config = PLATFORM, ids = memoryIds() }: Options = {}) {
  scopes += 1;
  const site = siteFromScope(`https://site.example/lite-${scopes}/`);
  const [vault, runtime, clients] = [new Vault(boot), new FakeRuntime(), new FakeClients()];
  const tick = () => Promise.resolve(4_000);
  const heard: unknown[] = [];
  let key = '';
  const channel = new BroadcastChannel(site.channel);
  channel.onmessage = ({ data }) => void heard.push(data);
  const link = new KeeperLink({
    ...{ site, config, vault, runtime, clients, ids, tick },
    channel: new BroadcastChannel(site.channel),
  });
  const keeper = () => clients.open('sharedworker', site.keeperScript);
  const tabKeeper = () => clients.open('worker', site.tabKeeperScript);
  const openPage = () => clients.open('window', `${site.scope}lab/index.html`);
  const ask = (client: { id: string }, method: string, path: string, body?: BodyInit) =>
    link.answer(
      new Request(`${site.keeperEndpoint}${path}`, {
        method,
        ...(body !== undefined && { body }),
      }),
      client.id,
      path,
    );
  /** What a keeper with this state sends back. */
  async function restoreBody(client: { id: string }, state: unknown) {
    const challenge = (await ask(client, 'GET', 'challenge')).headers.get(WORKER_HEADER);
    if (challenge) key = challenge;
    else if (key === '') key = publicKeyOf(await newKeys());
    return seal(JSON.stringify(state), key);
  }
  /** A keeper of this tab or site answers with this state. */
  const give = async (client: { id: string }, state: unknown) =>
    ask(client, 'POST', 'restore', await restoreBody(client, state));
  const say = (word: unknown) => channel.postMessage(word);
  const needs = () => heard.filter((word) => word === NEED).length;
  return {
    ...{ site, vault, runtime, clients, ids, link, heard, needs, say },
    ...{ keeper, tabKeeper, openPage, ask, restoreBody, give },
  };
}

const stateWithSession = () => keeperState(signedInVault());

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
      clients.open('window', site.tabKeeperScript),
      clients.open('sharedworker', site.tabKeeperScript),
      clients.open('worker', `${site.tabKeeperScript}#x`),
      clients.open('worker', `blob:${site.tabKeeperScript}`),
      clients.open('worker', `${site.scope}service-worker.js`),
      clients.open('worker', 'https://site.example/other/service-worker.js?tab-keeper'),
      clients.open('sharedworker', `${site.keeperScript}&x`),
      clients.open('sharedworker', `${site.scope}service-worker.js`),
      clients.open('sharedworker', `blob:${site.keeperScript}`),
      clients.open('sharedworker', 'https://site.example/other/service-worker.js?keeper'),
      { id: '' },
      { id: 'nobody' },
    ];
    for (const client of strangers) {
      for (const [method, path] of PATHS) {
        const response = await ask(client, method, path, method === 'POST' ? '{}' : undefined);
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
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get(WORKER_HEADER)).toMatch(/^[\w-]{87}$/);
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
  it('says at once which key the state is to be sealed to', async () => {
    const { heard, keeper, ask } = setUp();
    await until(() => expect(heard).toHaveLength(1));
    const key = (await ask(keeper(), 'GET', 'challenge')).headers.get(WORKER_HEADER);
    expect(heard).toEqual([`${KEY}${key}`]);
  });

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
    expect(challenge.headers.get(WORKER_HEADER)).toBe('');
  });

  it('takes no state for another start, nor one that was tampered with', async () => {
    const { ask, keeper, restoreBody, vault } = setUp();
    const client = keeper();
    const box = await restoreBody(client, stateWithSession());
    box[box.length - 1] = (box.at(-1) ?? 0) ^ 1;
    await expect(ask(client, 'POST', 'restore', box)).rejects.toThrow();
    const elsewhere = setUp();
    const foreign = await elsewhere.restoreBody(elsewhere.keeper(), stateWithSession());
    await expect(ask(client, 'POST', 'restore', foreign)).rejects.toThrow();
    expect(vault.session('platform')).toBeUndefined();
    expect((await ask(client, 'GET', 'challenge')).headers.get(WORKER_HEADER)).not.toBe('');
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
    const body = await restoreBody(client, { ...stateWithSession(), format: 0 });
    await ask(client, 'POST', 'restore', body);
    await ready;
    expect(vault.session('platform')).toBeUndefined();
  });

  it('goes on with nothing where a keeper of another version has sealed it', async () => {
    const { ask, keeper, restoreBody, vault, link } = setUp();
    const client = keeper();
    const ready = link.ready();
    const box = await restoreBody(client, stateWithSession());
    await ask(client, 'POST', 'restore', Uint8Array.of(2, ...box));
    await ready;
    expect(vault.session('platform')).toBeUndefined();
  });

  it('waits for nobody where there is no keeper of this site', async () => {
    const { link, clients, needs } = setUp();
    clients.open('sharedworker', 'https://site.example/other/service-worker.js?keeper');
    await link.ready();
    expect(needs()).toBe(0);
  });
});

/** How a call fares: undefined while it waits. */
function call(link: KeeperLink, ms?: number) {
  const state: { outcome?: string } = {};
  const done = link.ready(ms).then(
    () => (state.outcome = 'ready'),
    (error: unknown) => (state.outcome = codeOf(error)),
  );
  return { state, done };
}

const codeOf = (error: unknown) => (error instanceof BridgeError ? error.code : String(error));

describe('a keeper that does not answer', () => {
  it('is asked every 250 ms, and a call says after 4 s that the session is being restored', async () => {
    const { link, keeper, runtime, needs } = setUp();
    keeper();
    const { state } = call(link);
    await runtime.advance(900);
    await until(() => expect(needs()).toBe(4));
    await runtime.advance(3_000);
    expect(state.outcome).toBeUndefined();
    await runtime.advance(100);
    expect(state.outcome).toBe('session-restoring');
  });

  it('is asked on for the next calls, and its late state is taken', async () => {
    const { link, keeper, runtime, vault, give, needs } = setUp();
    const client = keeper();
    const first = call(link);
    await runtime.advance(10_000);
    expect(first.state.outcome).toBe('session-restoring');
    const [before, next] = [needs(), call(link)];
    await runtime.advance(1_000);
    await until(() => expect(needs()).toBeGreaterThan(before));
    await give(client, stateWithSession());
    await next.done;
    expect(next.state.outcome).toBe('ready');
    expect(vault.session('platform')).toEqual(deviceSession());
  });

  it('is given up after 20 s in all, for good', async () => {
    const { link, keeper, runtime, vault, give } = setUp();
    const client = keeper();
    call(link);
    await runtime.advance(19_000);
    const last = call(link);
    await runtime.advance(900);
    expect(last.state.outcome).toBeUndefined();
    await runtime.advance(200);
    expect(last.state.outcome).toBe('ready');
    await give(client, stateWithSession());
    expect(vault.session('platform')).toBeUndefined();
  });

  it('gives a patient caller its state without a word', async () => {
    const { link, keeper, runtime, give } = setUp();
    const client = keeper();
    const { state, done } = call(link, 15_000);
    await runtime.advance(14_000);
    expect(state.outcome).toBeUndefined();
    await give(client, stateWithSession());
    await done;
    expect(state.outcome).toBe('ready');
  });

  it('is not waited for once it is gone', async () => {
    const { link, keeper, runtime, clients } = setUp();
    const client = keeper();
    const { state } = call(link, 15_000);
    await runtime.advance(1_000);
    clients.close(client);
    await runtime.advance(3_500);
    expect(state.outcome).toBe('ready');
  });

  it.each([
    ['does not list', false, 'ready'],
    ['does not list, but which says that it is there', true, 'session-restoring'],
  ])('and that the browser %s', async (_, says, outcome) => {
    const { link, clients, runtime, needs, say } = setUp();
    vi.spyOn(clients, 'matchAll').mockReturnValue(new Promise(() => undefined));
    const { state } = call(link);
    await runtime.advance(1_100);
    await until(() => expect(needs()).toBeGreaterThan(0));
    if (says) say(HERE);
    await heardBack(needs, runtime);
    await runtime.advance(4_000);
    expect(state.outcome).toBe(outcome);
  });
});

/** Resolves when words that were said have arrived: the worker's next one comes after them. */
async function heardBack(needs: () => number, runtime: FakeRuntime): Promise<void> {
  const before = needs();
  await runtime.advance(250);
  await until(() => expect(needs()).toBeGreaterThan(before));
}

const TAB_KEEPER = 'tab-keeper';

/** A site in a browser without SharedWorker: its tabs have had keepers of their own. */
async function tabSite({ pages = 1 } = {}) {
  const parts = setUp();
  await parts.ids.add([TAB_KEEPER]);
  for (let i = 0; i < pages; i += 1) parts.openPage();
  return parts;
}

describe('the keeper of a tab', () => {
  it('is not asked, and costs no time, where no tab has had one', async () => {
    const { link, openPage, needs } = setUp();
    openPage();
    await link.ready();
    expect(needs()).toBe(0);
  });

  it('is not asked where no page is open', async () => {
    const { link, needs } = await tabSite({ pages: 0 });
    await link.ready();
    expect(needs()).toBe(0);
  });

  it('that gives no sign of life is waited for 500 ms', async () => {
    const { link, runtime, needs } = await tabSite();
    const { state } = call(link);
    await runtime.advance(450);
    expect(state.outcome).toBeUndefined();
    await runtime.advance(50);
    expect(state.outcome).toBe('ready');
    await until(() => expect(needs()).toBe(2));
  });

  it('is waited for like any other where it says that it is there', async () => {
    const { link, runtime, needs, say, give, tabKeeper, vault } = await tabSite();
    const { state, done } = call(link);
    await runtime.advance(100);
    await until(() => expect(needs()).toBe(1));
    say(HERE);
    await heardBack(needs, runtime);
    await runtime.advance(3_000);
    expect(state.outcome).toBeUndefined();
    await give(tabKeeper(), stateWithSession());
    await done;
    expect(state.outcome).toBe('ready');
    expect(vault.session('platform')).toEqual(deviceSession());
  });

  it('that a kernel pretends to be holds nobody up for ever', async () => {
    const { link, runtime, needs, say } = await tabSite();
    call(link);
    for (let second = 0; second < 20; second += 1) {
      say(HERE);
      await runtime.advance(1_000);
      await until(() => expect(needs()).toBeGreaterThan(second));
    }
    const { state } = call(link);
    await runtime.advance(1_500);
    expect(state.outcome).toBe('ready');
  });

  it('leaves a mark for the next start, and the shared one none', async () => {
    const { ask, link, keeper, tabKeeper, ids } = setUp();
    await link.ready();
    const marked = () => ids.all();
    expect((await ask(keeper(), 'GET', 'state')).status).toBe(200);
    expect(await marked()).toEqual(new Set());
    expect((await ask(tabKeeper(), 'GET', 'state')).status).toBe(200);
    expect(await marked()).toEqual(new Set([TAB_KEEPER]));
  });

  it('is not waited on where a shared one has answered', async () => {
    const { link, give, keeper, tabKeeper, vault } = setUp();
    const [shared, tab] = [keeper(), tabKeeper()];
    const ready = link.ready();
    await give(tab, undefined);
    await give(shared, stateWithSession());
    await ready;
    expect(vault.session('platform')).toEqual(deviceSession());
  });
});

describe('of several tabs', () => {
  const older = () => keeperState(signedInVault(), 1);
  const newer = () => {
    const vault = new Vault('before');
    vault.setSession(deviceSession({ scopes: ['newer'] }));
    return keeperState(vault, 2);
  };

  it.each([
    ['first', () => [older(), newer()]],
    ['last', () => [newer(), older()]],
  ])('the newest state is taken, with the oldest %s', async (_, states) => {
    const { link, runtime, give, tabKeeper, vault } = await tabSite({ pages: 2 });
    const { done } = call(link);
    for (const state of states()) {
      await give(tabKeeper(), state);
      await runtime.advance(40);
    }
    expect(vault.session('platform')).toBeUndefined();
    await runtime.advance(60);
    await done;
    expect(vault.session('platform')?.scopes).toEqual(['newer']);
  });

  it('one that has nothing does not speak for the others', async () => {
    const { link, runtime, ask, give, tabKeeper, vault } = await tabSite({ pages: 2 });
    const { done } = call(link);
    await ask(tabKeeper(), 'POST', 'restore');
    await give(tabKeeper(), { format: 99 });
    await runtime.advance(200);
    await give(tabKeeper(), older());
    await runtime.advance(100);
    await done;
    expect(vault.session('platform')).toEqual(deviceSession());
  });

  it('none with anything ends the wait after 500 ms', async () => {
    const { link, runtime, ask, tabKeeper } = await tabSite({ pages: 2 });
    const { state } = call(link);
    await ask(tabKeeper(), 'POST', 'restore');
    await runtime.advance(500);
    expect(state.outcome).toBe('ready');
  });

  it('the only one is not waited on', async () => {
    const { link, give, tabKeeper, vault } = await tabSite();
    const { done } = call(link);
    await give(tabKeeper(), older());
    await done; // nobody moved the clock
    expect(vault.session('platform')).toEqual(deviceSession());
  });

  it('states are told apart by their time, though the clock is set back', async () => {
    const { link, ask, tabKeeper, runtime } = setUp();
    await link.ready();
    const client = tabKeeper();
    const at = async () => {
      const state = parseState(await (await ask(client, 'GET', 'state')).text());
      return state?.at ?? NaN;
    };
    const first = await at();
    vi.spyOn(runtime, 'now').mockReturnValue(first - 3_600_000);
    const second = await at();
    expect(second).toBeGreaterThan(first);
    const after = setUp({ boot: 'boot-2' });
    vi.spyOn(after.runtime, 'now').mockReturnValue(first - 3_600_000);
    const keeper = after.keeper();
    await after.give(keeper, keeperState(signedInVault(), second));
    const third = parseState(await (await after.ask(keeper, 'GET', 'state')).text());
    expect(third?.at).toBeGreaterThan(second);
  });
});

describe('a session that is over', () => {
  /** A worker in which the user is signed in, and what a keeper holds that hangs from then on. */
  async function signedIn(ids = memoryIds()) {
    const parts = setUp({ ids });
    await parts.link.ready();
    parts.vault.setSession(deviceSession());
    parts.vault.setKernel({ id: 'k', page: 'page', handles: { platform: 'jlab_old' } });
    const state = parseState(await (await parts.ask(parts.keeper(), 'GET', 'state')).text());
    /** What the next start of the worker makes of it. */
    const restart = async () => {
      const next = setUp({ boot: 'boot-2', ids });
      await next.give(next.keeper(), state);
      return next.vault;
    };
    return { ...parts, ids, restart };
  }

  async function announced({ link, runtime }: Awaited<ReturnType<typeof signedIn>>) {
    const done = link.announce();
    await runtime.advance(2_000); // nobody pulls
    await done;
  }

  it('comes back while it is none', async () => {
    const parts = await signedIn();
    parts.vault.renewSession(deviceSession({ scopes: ['renewed'] }));
    await announced(parts);
    const vault = await parts.restart();
    expect(vault.session('platform')).toEqual(deviceSession());
    expect(vault.ownerOf('jlab_old')).toBeDefined();
  });

  it.each([
    ['signed out', undefined],
    ['ended by the issuer', { code: 'session-ended', detail: 'It has ended.', at: 0 } as const],
  ])('because it was %s is not brought back by a keeper that missed it', async (_, trouble) => {
    const parts = await signedIn();
    parts.vault.endSession('platform', trouble);
    await announced(parts);
    const vault = await parts.restart();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.isSignedOut('platform')).toBe(true);
    expect(vault.ownerOf('jlab_old')).toBeUndefined();
    expect(vault.kernel('k')?.handles.platform).toMatch(/^jlab_/);
  });

  it('for another one has come does not take its place again', async () => {
    const parts = await signedIn();
    parts.vault.setSession(deviceSession({ scopes: ['other'] }));
    await announced(parts);
    expect((await parts.restart()).session('platform')).toBeUndefined();
  });

  it('is kept as over before the sign-out is done', async () => {
    const ids = memoryIds();
    const parts = await signedIn(ids);
    let write: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (write = resolve));
    vi.spyOn(ids, 'add').mockReturnValue(written);
    parts.vault.endSession('platform');
    let done = false;
    const announced = parts.link.announce().then(() => (done = true));
    await parts.ask(parts.keeper(), 'GET', 'state');
    await parts.runtime.advance(500);
    expect(done).toBe(false);
    write();
    await announced;
  });

  it('does not wait for a store that hangs, and is written again where it failed', async () => {
    const ids = memoryIds();
    const add = vi.spyOn(ids, 'add');
    const parts = await signedIn(ids);
    add.mockReturnValueOnce(new Promise(() => undefined));
    parts.vault.endSession('platform');
    await announced(parts);
    expect(ids.kept.size).toBe(0);
    add.mockRejectedValueOnce(new Error('no'));
    await announced(parts);
    expect(ids.kept.size).toBe(0);
    await announced(parts);
    expect(ids.kept.size).toBe(1);
    await announced(parts);
    expect(add).toHaveBeenCalledTimes(3);
  });

  it('shows a kernel that reads the store no id of a session that lives', async () => {
    const parts = await signedIn();
    const idOf = () => parts.vault.snapshot().sessionIds[0]?.[1];
    const first = idOf();
    parts.vault.setSession(deviceSession());
    await announced(parts);
    expect([...parts.ids.kept]).toEqual([first]);
    expect(idOf()).not.toBe(first);
  });

  it('comes back from a keeper that missed it where a kernel has deleted its mark: no more than that', async () => {
    const parts = await signedIn();
    parts.vault.endSession('platform');
    await announced(parts);
    parts.ids.kept.clear();
    expect((await parts.restart()).session('platform')).toEqual(deviceSession());
    // One that has pulled has nothing to bring back.
    const told = setUp({ boot: 'boot-3', ids: parts.ids });
    await told.give(told.keeper(), keeperState(parts.vault));
    expect(told.vault.session('platform')).toBeUndefined();
  });

  it('is none because a kernel fills the store with other ids', async () => {
    const parts = await signedIn();
    for (const id of ['platform', 'k', 'boot-1', 'boot-1.1', 'jlab_old']) parts.ids.kept.add(id);
    expect((await parts.restart()).session('platform')).toEqual(deviceSession());
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
    expect(await state.json()).toMatchObject({
      vault: { sessions: [{ provider: 'platform' }] },
    });
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
