import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trackChannels } from './testing/channels.js';
import { seal } from './keeper/sealed-box.js';
import { WORKER_HEADER } from './keeper/wire.js';
import { keeperState } from './testing/keeper-state.js';
import { configOf, providerJson } from './testing/make-config.js';
import { makeWorker } from './testing/make-worker.js';
import { CLIENT_ID, DEVICE, DISCOVERY, REVOKE, TOKEN, startIssuer } from './testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { hang, held, json, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import { until } from './testing/until.js';
import { Vault } from './vault/vault.js';

let issuer: MockProvider;
let api: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  [issuer, api] = await Promise.all([startIssuer(), ScriptedServer.start()]);
  api.on('/api/users', json(200, { name: 'Grace' }));
});
afterEach(async () => {
  channels.closeAll();
  vi.unstubAllGlobals();
  await Promise.all([issuer.stop(), api.stop()]);
});

const HELLO = { type: 'auth-bridge:hello', version: 1, host: false };
/** Without a keeper, a commit ends by the clock. */
const KEEPER_WAIT_MS = 2_000;
const GET_STATE = { type: 'auth-bridge:get-state' };
const hostData = (authToken: string) => ({
  type: 'auth-bridge:host-data',
  payload: { apiConfig: { accountId: 'account-1', authToken } },
});

function setUp(more: Record<string, unknown> = {}) {
  const platform = providerJson(issuer.issuer, { signIn: ['host', 'device'] });
  return makeWorker({
    providers: { platform },
    apis: [{ url: `${api.origin}/api/`, provider: 'platform' }],
    host: { origins: ['https://platform.example'] },
    ...more,
  });
}

type Parts = ReturnType<typeof setUp>;
type Page = ReturnType<Parts['openPage']>;

/** A page as it is once it has started. */
async function greetedPage({ openPage, ask }: Parts): Promise<Page> {
  const page = openPage();
  await ask(HELLO, page);
  return page;
}

async function startKernel({ ask }: Parts, page: Page, kernel = 'k'): Promise<string> {
  const reply = await ask({ type: 'auth-bridge:kernel-started', kernel }, page);
  return (reply as { value: { values: { handle: string } } }).value.values.handle;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function codeOf(response: Response | undefined): Promise<string> {
  const { type } = (await response?.json()) as { type: string };
  return `${response?.status} ${type.split(':').at(-1)}`;
}

describe('createWorker', () => {
  it('attaches and shows nothing without providers', async () => {
    const parts = makeWorker({ providers: {}, apis: [], kernel: { env: { A: '1' } } });
    const page = parts.openPage();
    expect(await parts.ask(GET_STATE, page)).toMatchObject({
      ok: true,
      value: { state: { providers: [] } },
    });
    expect(await parts.ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }, page)).toEqual({
      ok: true,
      value: { values: { env: { A: '1' }, endpoint: `${parts.scope}auth-bridge/kernel/` } },
    });
    expect(await parts.ask({ type: 'auth-bridge:sign-in' }, page)).toMatchObject({
      error: { code: 'provider-unknown' },
    });
    expect(parts.send(`${api.origin}/api/users`)).toBeUndefined();
  });
});

describe('messages', () => {
  it('of anybody but a page of this site are refused and change nothing', async () => {
    const parts = setUp();
    const { clients, scope, ask } = parts;
    const page = parts.openPage();
    const strangers = [
      null,
      clients.open('worker', `${scope}kernel.js`),
      clients.open('sharedworker', `${scope}other.js`),
      clients.open('window', 'https://site.example/'),
      clients.open('window', 'https://site.example/other-site/lab/'),
      clients.open('window', `${scope.slice(0, -1)}-evil/lab/`),
      clients.open('window', `blob:${scope}x`),
      clients.open('window', 'about:srcdoc'),
      new MessageChannel().port1,
    ];
    for (const source of strangers) {
      for (const message of [
        HELLO,
        GET_STATE,
        hostData('secret'),
        { type: 'auth-bridge:sign-in' },
      ]) {
        const reply = await ask(message, source);
        expect(reply).toMatchObject({ ok: false, error: { code: 'message-refused' } });
      }
    }
    expect(clients.claimed).toBe(0);
    expect(issuer.server.received).toEqual([]);
    expect(await ask(GET_STATE, page)).toMatchObject({
      value: { state: { providers: [{ status: 'signed-out' }] } },
    });
  });

  it('that are junk get message-invalid; those of others get no answer', async () => {
    const { ask, openPage } = setUp();
    const page = openPage();
    const reply = await ask({ type: 'auth-bridge:nonsense' }, page);
    expect(reply).toMatchObject({ ok: false, error: { code: 'message-invalid' } });
    for (const message of [undefined, 'text', { type: 'workbox' }, { action: 'get-data' }]) {
      expect(await ask(message, page)).toBeUndefined();
    }
  });

  it('never get the text of an unforeseen error', async () => {
    const { ask, openPage, clients } = setUp();
    vi.spyOn(clients, 'claim').mockRejectedValue(new Error('secret detail'));
    const reply = await ask(HELLO, openPage());
    expect(reply).toMatchObject({ ok: false, error: { code: 'worker-failed' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  it('bring a page under control, and find the endpoints out', async () => {
    const { ask, openPage, clients } = setUp();
    expect(await ask(HELLO, openPage())).toMatchObject({ ok: true });
    expect(clients.claimed).toBe(1);
    await until(() => expect(issuer.server.at(DISCOVERY)).toHaveLength(1));
  });
});

describe('what changes', () => {
  it('is told to every page of the site, once a turn, and to nobody else', async () => {
    const parts = setUp();
    const [page, other] = [parts.openPage(), parts.openPage('notebooks/')];
    const stranger = parts.clients.open('window', 'https://site.example/other/');
    const kernel = parts.clients.open('worker', `${parts.scope}kernel.js`);
    await parts.ask(hostData('secret-auth'), page);
    await until(() => expect(other.messages).not.toEqual([]));
    for (const each of [page, other]) {
      // More comes once the worker has learned whose session it is.
      expect(each.messages.slice(0, 2)).toEqual([
        {
          type: 'auth-bridge:state',
          state: expect.objectContaining({
            providers: [expect.objectContaining({ status: 'signed-in' })],
          }) as unknown,
        },
        { type: 'auth-bridge:kernel-values-changed' },
      ]);
    }
    expect([...stranger.messages, ...kernel.messages]).toEqual([]);
  });

  it('is told to a page even where its kernels hold the same as before', async () => {
    const parts = setUp();
    const page = parts.openPage();
    await startKernel(parts, page);
    await until(() => expect(page.messages).toHaveLength(1));
    expect(page.messages).toMatchObject([{ type: 'auth-bridge:state' }]);
  });

  it('ends the handles of pages that are closed', async () => {
    const parts = setUp();
    const [page, other] = [await greetedPage(parts), await greetedPage(parts)];
    const handle = await startKernel(parts, page);
    await parts.ask(hostData('secret-auth'), other);
    expect((await parts.send(`${api.origin}/api/users`, bearer(handle)))?.status).toBe(200);
    parts.clients.close(page);
    await startKernel(parts, other, 'k2');
    await until(() => expect(other.messages.length).toBeGreaterThan(2));
    expect(await codeOf(await parts.send(`${api.origin}/api/users`, bearer(handle)))).toBe(
      '401 handle-unknown',
    );
  });

  it('asks the host through the pages when a credential is needed', async () => {
    const parts = setUp();
    const page = parts.openPage();
    await parts.ask({ ...HELLO, host: true }, page);
    const response = parts.send(`${api.origin}/api/users`);
    await until(() => expect(page.messages).toContainEqual({ type: 'auth-bridge:host-needed' }));
    await parts.ask(hostData('secret-auth'), page);
    expect((await response)?.status).toBe(200);
    expect(api.at('/api/users')[0]?.headers).toMatchObject({
      'x-account-id': 'account-1',
      'x-auth-token': 'secret-auth',
    });
    expect(issuer.server.at(DEVICE)).toEqual([]);
  });
});

describe('a fetch', () => {
  it('is left to JupyterLite and the browser where no rule covers it', () => {
    const { send, scope } = setUp();
    for (const url of [
      `${scope}lab/index.html`,
      `${scope}build/bundle.js`,
      'https://pypi.example/simple/',
      `${api.origin}/other`,
      `${scope}auth-bridge/other`,
    ]) {
      expect(send(url), url).toBeUndefined();
    }
  });

  it("is never taken from JupyterLite's own addresses, whatever the rules and headers", async () => {
    const { send, scope } = makeWorker({
      providers: { platform: providerJson('https://site.example/') },
      apis: [
        { url: './', provider: 'platform' },
        { url: '/', provider: 'platform' },
      ],
    });
    for (const headers of [{}, { authorization: 'Bearer jlab_x' }, { authorization: 'token t' }]) {
      const init = { method: 'POST', body: '{}', headers };
      expect(send(`${scope}api/drive`, init)).toBeUndefined();
      expect(send(`${scope}api/stdin/kernel`, init)).toBeUndefined();
      expect(
        send('https://site.example/api/service-worker-heartbeat', { headers }),
      ).toBeUndefined();
    }
    const beside = await send(`${scope}api/drivers`, bearer('jlab_x'));
    expect(await codeOf(beside)).toBe('401 handle-unknown');
  });

  it('with a handle is refused where no rule covers it', async () => {
    const { send } = setUp();
    const response = await send('https://other.example/a?b=private', bearer('jlab_x'));
    expect(response?.status).toBe(403);
    const text = (await response?.text()) ?? '';
    expect(text).toContain('https://other.example/a');
    expect(text).not.toContain('private');
  });

  it('with a credential of its own goes out as it is', async () => {
    const { send } = setUp();
    api.on('/elsewhere', json(200, {}));
    for (const path of ['/api/users', '/elsewhere']) {
      await send(api.origin + path, { ...bearer('own'), method: 'POST', body: 'b' });
      expect(api.at(path)).toMatchObject([{ body: 'b', headers: { authorization: 'Bearer own' } }]);
    }
  });

  it('of a script or a navigation is left alone, even below our own addresses', () => {
    const { worker, scope } = setUp();
    for (const url of [`${scope}auth-bridge/kernel/session`, `${api.origin}/api/users`]) {
      const request = new Request(url);
      Object.defineProperty(request, 'destination', { value: 'script' });
      expect(worker.onFetch({ request, clientId: 'x' })).toBeUndefined();
    }
  });

  it('becomes a problem where something of ours fails', async () => {
    const parts = setUp();
    vi.spyOn(parts.clients, 'matchAll').mockRejectedValue(new Error('secret detail'));
    const response = await parts.send(`${api.origin}/api/users`);
    const text = (await response?.clone().text()) ?? '';
    expect(await codeOf(response)).toBe('500 worker-failed');
    expect(text).not.toContain('secret');
    const help = `${parts.scope}auth-bridge/help.html#worker-failed`;
    expect(JSON.parse(text)).toMatchObject({ help });
  });

  it('is told to come again while a keeper does not answer, and goes nowhere', async () => {
    const parts = setUp();
    const page = parts.openPage();
    parts.clients.open('sharedworker', `${parts.scope}service-worker.js?keeper`);
    const urls = [`${api.origin}/api/users`, `${parts.scope}auth-bridge/kernel/session`];
    const answers = urls.map((url) => parts.send(url, bearer('jlab_x')));
    let told = false;
    const message = parts.ask(GET_STATE, page).finally(() => (told = true));
    await parts.runtime.advance(4_000);
    for (const answer of answers) {
      const response = await answer;
      expect(response?.headers.get('retry-after')).toBe('1');
      expect(await codeOf(response)).toBe('503 session-restoring');
    }
    expect(api.received).toEqual([]);
    await parts.runtime.advance(10_500);
    expect(told).toBe(false); // pages wait longer
    await parts.runtime.advance(500);
    expect(await message).toMatchObject({ ok: false, error: { code: 'session-restoring' } });
    await parts.runtime.advance(5_500);
    expect(await parts.ask(GET_STATE, page)).toMatchObject({ ok: true });
  });

  it("for a keeper's script goes to the server, past JupyterLite's cache", async () => {
    const { worker, runtime, scope } = setUp();
    const script = new Response('script');
    const fetched = vi.spyOn(runtime, 'fetch').mockResolvedValue(script);
    const load = (path: string, destination: string) => {
      const request = new Request(scope + path);
      Object.defineProperty(request, 'destination', { value: destination });
      return { request, answer: worker.onFetch({ request, clientId: 'x' }) };
    };
    for (const [path, destination] of [
      ['service-worker.js?keeper', 'sharedworker'],
      ['service-worker.js?tab-keeper', 'worker'],
      ['service-worker.js', 'worker'],
    ] as const) {
      const { request, answer } = load(path, destination);
      expect(await answer).toBe(script);
      expect(fetched).toHaveBeenLastCalledWith(request);
    }
    expect(load('kernel.js', 'worker').answer).toBeUndefined();
    expect(load('service-worker.js?tab-keeper', 'script').answer).toBeUndefined();
  });

  it('to the keeper’s address gets nothing but 403 from a kernel', async () => {
    const { send, scope } = setUp();
    for (const path of ['state', 'challenge', 'ping']) {
      expect((await send(`${scope}auth-bridge/keeper/${path}`))?.status).toBe(403);
    }
  });

  it('to the kernel’s address tells and steers the session', async () => {
    const parts = setUp();
    const page = await greetedPage(parts);
    const handle = await startKernel(parts, page);
    await parts.ask(hostData('secret-auth'), page);
    const url = `${parts.scope}auth-bridge/kernel/`;
    const session = await parts.send(`${url}session`, bearer(handle));
    expect(await session?.json()).toMatchObject({ provider: { status: 'signed-in' } });
    const out = parts.send(`${url}sign-out`, { ...bearer(handle), method: 'POST' });
    await parts.runtime.advance(KEEPER_WAIT_MS);
    expect(await (await out)?.json()).toMatchObject({ provider: { status: 'signed-out' } });
    expect((await parts.send(`${url}session`))?.status).toBe(401);
  });
});

describe('a POST to the issuer’s origin', () => {
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT_ID, ...fields }),
  });

  it('is not sent on where discovery fails: it could bring back a real token', async () => {
    issuer.server.on(DISCOVERY, status(500));
    const { send } = setUp();
    const response = await send(issuer.server.origin + TOKEN, { method: 'POST', body: 'x=1' });
    expect(response?.status).toBe(503);
    expect(await response?.json()).toMatchObject({
      detail: expect.stringContaining('run the cell again') as string,
    });
    expect(issuer.server.at(TOKEN)).toEqual([]);
  });

  it('is answered by the worker at the endpoints, from the very first', async () => {
    const { send } = setUp();
    const response = await send(issuer.server.origin + DEVICE, form({}));
    expect(await response?.json()).toMatchObject({
      device_code: expect.stringMatching(/^jlab_device_/) as string,
      user_code: 'RTJW-LJDN',
    });
    const token = await send(
      issuer.server.origin + TOKEN,
      form({ grant_type: 'authorization_code', code: 'c' }),
    );
    // Redeemed by the worker: the issuer knows no such code.
    expect(await token?.json()).toMatchObject({ error: 'invalid_grant' });
    expect(issuer.at('token')).toHaveLength(1);
  });

  it('goes on to other addresses with its body, untouched', async () => {
    const { send } = setUp();
    issuer.server.on('/elsewhere', json(200, {}));
    await send(`${issuer.server.origin}/elsewhere`, { method: 'POST', body: 'the body' });
    expect(issuer.server.at('/elsewhere')).toMatchObject([{ body: 'the body' }]);
  });

  it('is answered by the worker at endpoints of another origin too, before it knows them', async () => {
    const server = { issuer: issuer.issuer, token_endpoint: `${api.origin}/token` };
    issuer.server.on(DISCOVERY, json(200, server));
    const parts = setUp();
    await parts.send(`${parts.scope}auth-bridge/kernel/session`);
    const refresh = form({ grant_type: 'refresh_token', refresh_token: 'x' });
    const response = await parts.send(`${api.origin}/token`, refresh);
    expect(await response?.json()).toMatchObject({ error: 'invalid_grant' });
    expect(api.at('/token')).toEqual([]);
  });

  it('waits for no discovery where a rule covers it, in a worker that has just started', async () => {
    issuer.server.on(DISCOVERY, hang);
    const parts = setUp({
      apis: [{ url: `${api.origin}/api/`, provider: 'platform', access: 'deny' }],
    });
    const response = await parts.send(`${api.origin}/api/x`, { method: 'POST', body: 'x' });
    expect(await codeOf(response)).toBe('403 rule-denied');
    expect(issuer.server.at(DISCOVERY)).toEqual([]);
  });

  it('goes on to other origins where discovery fails', async () => {
    issuer.server.on(DISCOVERY, status(500));
    api.on('/elsewhere', json(200, {}));
    const { send } = setUp();
    await send(`${api.origin}/elsewhere`, { method: 'POST', body: 'the body' });
    expect(api.at('/elsewhere')).toMatchObject([{ body: 'the body' }]);
  });

  it('is not redirected where kernels are sealed: their policy would not see it', async () => {
    api.on('/stolen', json(200, {}));
    const away = status(307, { location: `${api.origin}/stolen` });
    issuer.server.on('/redirector', away);
    const post = { method: 'POST', body: 'the body' };
    const redirector = `${issuer.server.origin}/redirector`;
    await setUp().send(redirector, post);
    expect(api.at('/stolen')).toHaveLength(1);
    const response = await setUp({ kernel: { sealed: true } }).send(redirector, post);
    expect(response?.ok).toBe(false);
    expect(api.at('/stolen')).toHaveLength(1);
  });

  it('waits for a keeper that knows the endpoints, where the worker has just started', async () => {
    const token = `${api.origin}/token`;
    const parts = setUp();
    const keeper = parts.clients.open('sharedworker', `${parts.scope}service-worker.js?keeper`);
    const ask = (path: string, init?: RequestInit) =>
      parts.send(`${parts.scope}auth-bridge/keeper/${path}`, init, keeper);
    const asked = parts.send(token, form({ grant_type: 'refresh_token', refresh_token: 'x' }));
    const vault = new Vault('before');
    const server = { issuer: issuer.issuer, token_endpoint: token };
    vault.setProviderMetadata('platform', { at: parts.runtime.now(), server });
    const key = (await ask('challenge'))?.headers.get(WORKER_HEADER) ?? '';
    const platform = providerJson(issuer.issuer, { signIn: ['host', 'device'] });
    const host = { origins: ['https://platform.example'] };
    const config = configOf({ providers: { platform }, apis: [], host });
    const state = JSON.stringify(keeperState(vault, 1, config));
    await ask('restore', { method: 'POST', body: await seal(state, key) });
    expect(await (await asked)?.json()).toMatchObject({ error: 'invalid_grant' });
    expect(api.at('/token')).toEqual([]);
  });

  it('goes on to other addresses while a keeper does not answer; to an endpoint it comes again', async () => {
    const token = `${api.origin}/token`;
    const server = { issuer: issuer.issuer, token_endpoint: token };
    issuer.server.on(DISCOVERY, json(200, server));
    api.on('/elsewhere', json(200, {}));
    const parts = setUp();
    parts.openPage();
    parts.clients.open('sharedworker', `${parts.scope}service-worker.js?keeper`);
    const elsewhere = parts.send(`${api.origin}/elsewhere`, { method: 'POST', body: 'the body' });
    const refresh = form({ grant_type: 'refresh_token', refresh_token: 'x' });
    const redeemed = parts.send(token, refresh);
    await parts.runtime.advance(4_000);
    expect((await elsewhere)?.status).toBe(200);
    expect(await codeOf(await redeemed)).toBe('503 session-restoring');
    expect(api.received.map(({ path, body }) => [path, body])).toEqual([
      ['/elsewhere', 'the body'],
    ]);
  });

  it('has its rule like any other', async () => {
    const parts = setUp({ apis: [{ url: `${issuer.server.origin}/api/`, provider: 'platform' }] });
    await parts.ask(hostData('secret-auth'), await greetedPage(parts));
    issuer.server.on('/api/x', json(200, {}));
    await parts.send(`${issuer.server.origin}/api/x`, { method: 'POST', body: 'the body' });
    expect(issuer.server.at('/api/x')).toMatchObject([
      { body: 'the body', headers: { 'x-auth-token': 'secret-auth' } },
    ]);
  });
});

describe('a sign-in from beginning to end', () => {
  it('lets no secret out to pages and kernels', async () => {
    api.on('/api/v1/users/me', (response, received, next) => {
      const user = { user: { entity: { defaultAccountId: 'account-7' } } };
      json(received.headers.authorization ? 200 : 401, { data: user })(response, received, next);
    });
    api.on('/api/2018-10-01/other/clusters', json(200, { data: ['cluster-1'] }));
    issuer.server.on(TOKEN, issuer.tokens({ expires_in: 60 }));
    const parts = setUp();
    const page = await greetedPage(parts);
    const shown: string[] = [];
    const keep = async (response: Response | undefined) => {
      shown.push((await response?.clone().text()) ?? '');
      return response;
    };

    const handle = await startKernel(parts, page);
    const call = parts.send(`${api.origin}/api/users`, bearer(handle));
    await until(() => expect(JSON.stringify(page.messages)).toContain('RTJW-LJDN'));
    await parts.runtime.advance(5_000);
    expect((await keep(await call))?.status).toBe(200);

    const values = { type: 'auth-bridge:get-kernel-values', kernel: 'k' };
    await vi.waitFor(async () => {
      const reply = JSON.stringify(await parts.ask(values, page));
      shown.push(reply);
      expect(reply).toContain('"ACCOUNT_ID":"account-7"');
    });
    await parts.runtime.advance(50_000); // the token is about to end
    const told = page.messages.length;
    const renewed = parts.send(`${api.origin}/api/users`);
    await until(() => expect(page.messages.length).toBeGreaterThan(told));
    await parts.runtime.advance(KEEPER_WAIT_MS);
    expect((await keep(await renewed))?.status).toBe(200);
    await keep(await parts.send(`${parts.scope}auth-bridge/kernel/session`, bearer(handle)));
    shown.push(JSON.stringify(await parts.ask(GET_STATE, page)));
    issuer.server.on(REVOKE, status(500));
    shown.push(JSON.stringify(await signOut(parts, page)));
    shown.push(JSON.stringify(page.messages));

    const used = api.at('/api/users').map(({ headers }) => headers.authorization);
    const access = issuer.secrets.filter((secret) => secret.includes('access'));
    expect(used).toEqual(access.map((token) => `Bearer ${token}`));
    expect(access).toHaveLength(2);
    for (const secret of issuer.secrets) expect(shown.join()).not.toContain(secret);
    expect(JSON.stringify([api.received, issuer.server.received])).not.toContain('jlab_');
  });
});

describe('the account of a user', () => {
  it('is learned too where the issuer tells the name later than the ID token', async () => {
    const user = { user: { entity: { defaultAccountId: 'account-7' } } };
    const { answer, release } = held(json(200, { data: user }));
    api.on('/api/v1/users/me', answer);
    api.on('/api/2018-10-01/other/clusters', json(200, { data: [] }));
    issuer.server.on(TOKEN, issuer.tokens({}, { name: undefined, preferred_username: undefined }));
    const parts = setUp();
    const page = await greetedPage(parts);
    await startKernel(parts, page);
    const call = parts.send(`${api.origin}/api/users`);
    await until(() => expect(JSON.stringify(page.messages)).toContain('RTJW-LJDN'));
    await parts.runtime.advance(5_000);
    await call;
    await until(() => expect(api.at('/api/v1/users/me')).toHaveLength(1));
    await until(() => expect(JSON.stringify(page.messages)).toContain('"name":"Grace'));
    release();
    const values = { type: 'auth-bridge:get-kernel-values', kernel: 'k' };
    await vi.waitFor(async () => {
      expect(JSON.stringify(await parts.ask(values, page))).toContain('"ACCOUNT_ID":"account-7"');
    });
  });
});

async function signOut(parts: Parts, page: Page) {
  const reply = parts.ask({ type: 'auth-bridge:sign-out' }, page);
  await until(() => expect(issuer.server.at(REVOKE)).toHaveLength(2));
  await parts.runtime.advance(KEEPER_WAIT_MS);
  return reply;
}
