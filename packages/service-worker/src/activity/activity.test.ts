import type { ActivityEntry, ActivityPage, BridgeState } from '@jupyterlite-auth-bridge/protocol';
import { json, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trackChannels } from '../testing/channels.js';
import { CLIENT_ID, DEVICE, startIssuer, TOKEN } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';
import { makeWorker } from '../testing/make-worker.js';
import { until } from '../testing/until.js';

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
const TOKEN_OF_USER = 'secret-auth-token';
const HOST_DATA = {
  type: 'auth-bridge:host-data',
  payload: { apiConfig: { accountId: 'account-1', authToken: TOKEN_OF_USER } },
};
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** A worker with a page that is signed in by its host, and two kernels of that page. */
async function setUp({ signedIn = true } = {}) {
  const platform = providerJson(issuer.issuer, { signIn: ['host', 'device'] });
  const parts = makeWorker({
    providers: { platform },
    apis: [
      { url: `${api.origin}/api/admin/`, provider: 'platform', access: 'deny' },
      { url: `${api.origin}/api/`, provider: 'platform' },
    ],
    host: { origins: ['https://platform.example'] },
  });
  const page = parts.openPage();
  await parts.ask(HELLO, page);
  if (signedIn) await parts.ask(HOST_DATA, page);
  const value = async <T>(data: object, from = page) => {
    const asked = parts.ask(data, from);
    await parts.runtime.advance(2_000); // without a keeper, a commit ends by the clock
    const reply = (await asked) as { ok: boolean; value: T };
    expect(reply.ok, JSON.stringify(reply)).toBe(true);
    return reply.value;
  };
  const start = async (kernel: string, more: object = {}) => {
    const { values } = await value<{ values: { handle: string } }>({
      ...{ type: 'auth-bridge:kernel-started', kernel, ...more },
    });
    return values.handle;
  };
  const name = (kernel: string, notebook: string, from = page) =>
    value({ type: 'auth-bridge:kernel-named', kernel, notebook }, from);
  const revoke = (kernel: string, from = page) =>
    value<{ state: BridgeState }>({ type: 'auth-bridge:revoke-kernel', kernel }, from);
  const activity = (after?: string) =>
    value<ActivityPage>({ type: 'auth-bridge:get-activity', ...(after && { after }) });
  /** Its status and, for the worker's own, its code. */
  const call = async (init: RequestInit, client = 'client-1', path = '/api/users?secret=1') => {
    const response = await parts.send(`${api.origin}${path}`, init, { id: client });
    if (!response) return 'not touched';
    const body = (await response.json()) as { type?: string };
    return `${response.status} ${body.type?.split(':').at(-1) ?? ''}`.trim();
  };
  const kernels = async (from = page) =>
    (await value<{ state: BridgeState }>({ type: 'auth-bridge:get-state' }, from)).state.kernels;
  return { ...parts, page, value, start, name, revoke, activity, call, kernels };
}

describe('the last problem of a kernel', () => {
  it('is told to it with the words of the answer, also where the call showed no handle', async () => {
    const { start, call, send, scope, runtime } = await setUp();
    const [handle, other] = [await start('k'), await start('l')];
    const problem = async (shown: string) => {
      const response = await send(`${scope}auth-bridge/kernel/session`, bearer(shown));
      return ((await response?.json()) as { problem?: unknown }).problem;
    };
    await call(bearer(handle), 'c');
    expect(await problem(handle)).toBeUndefined();
    const time = runtime.now();
    await call({}, 'c', '/api/admin/x?secret=1');
    await runtime.advance(1_000);
    await call({}, 'c');
    expect(await problem(handle)).toEqual({
      ...{ code: 'rule-denied', status: 403, time },
      detail: expect.stringContaining(`denies GET ${api.origin}/api/admin/x.`) as string,
    });
    expect(await problem(other)).toBeUndefined();
  });

  it('is kept for a limited number of kernels', async () => {
    const { start, call, send, scope } = await setUp();
    const handles: string[] = [];
    for (let i = 0; i < 101; i += 1) {
      const handle = await start(`k${i}`);
      handles.push(handle);
      await call(bearer(handle), `c${i}`, '/api/admin/x');
    }
    const told = await Promise.all(
      handles.map(async (handle) => {
        const response = await send(`${scope}auth-bridge/kernel/session`, bearer(handle));
        return ((await response?.json()) as { problem?: unknown }).problem !== undefined;
      }),
    );
    expect(told.filter((each) => each)).toHaveLength(1);
    expect(told.at(-1)).toBe(true);
  });
});

describe('the activity list', () => {
  it('has each call with its kernel, notebook, rule and status, and no secret', async () => {
    const { start, name, call, activity } = await setUp();
    const handle = await start('k');
    await name('k', 'work/list.ipynb');
    expect(await call(bearer(handle))).toBe('200');
    expect(await call({})).toBe('200'); // without a handle, from a client that has shown one
    expect(await call(bearer('own-token'))).toBe('200');
    const { entries } = await activity();
    const common = {
      ...{ kind: 'call', method: 'GET', url: `${api.origin}/api/users?secret` },
      ...{ provider: 'platform', rule: 1, status: 200, kernel: 'k', notebook: 'work/list.ipynb' },
    };
    expect(entries).toMatchObject([common, common, common]);
    const text = JSON.stringify(entries);
    for (const secret of [handle, TOKEN_OF_USER, 'own-token', 'secret=']) {
      expect(text).not.toContain(secret);
    }
  });

  it('has what is refused, by its code: a rule that denies, no rule, a dead handle', async () => {
    const { start, call, activity, ask, page } = await setUp();
    const handle = await start('k');
    expect(await call(bearer(handle), 'c', '/api/admin/x')).toBe('403 rule-denied');
    expect(await call(bearer(handle), 'c', '/elsewhere')).toBe('403 rule-missing');
    await ask({ type: 'auth-bridge:kernel-stopped', kernel: 'k' }, page);
    expect(await call(bearer(handle), 'c')).toBe('401 handle-unknown');
    expect((await activity()).entries).toMatchObject([
      { problem: 'rule-denied', status: 403, rule: 0, kernel: 'k' },
      { problem: 'rule-missing', status: 403, kernel: 'k' },
      { problem: 'handle-unknown', status: 401, rule: 1 },
    ]);
    expect(api.at('/api/users')).toEqual([]);
  });

  it('does not have what is not touched, nor what nobody has a rule for', async () => {
    const { call, activity } = await setUp();
    api.on('/elsewhere', json(200, {}));
    expect(await call({}, 'c', '/elsewhere')).toBe('not touched');
    expect(await call(bearer('own-token'), 'c', '/elsewhere')).toBe('200');
    expect((await activity()).entries).toEqual([]);
  });

  it("has a client's own token request as such, and nothing of its content", async () => {
    const { send, activity, ask, page } = await setUp();
    await ask(HELLO, page);
    const form = { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: 'secret-rt' };
    const body = new URLSearchParams(form);
    const response = await send(issuer.url(TOKEN), { method: 'POST', body });
    expect(response?.status).toBe(400);
    const { entries } = await activity();
    expect(entries).toMatchObject([
      { kind: 'token', method: 'POST', url: issuer.url(TOKEN), status: 400, provider: 'platform' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it('has a call that its caller gave up, without a status', async () => {
    const { start, send, activity } = await setUp();
    const handle = await start('k');
    const controller = new AbortController();
    const sent = send(`${api.origin}/api/users`, { ...bearer(handle), signal: controller.signal });
    controller.abort();
    await expect(sent).rejects.toThrow();
    const [entry] = (await activity()).entries;
    expect(entry).toMatchObject({ rule: 1 });
    expect(entry).not.toHaveProperty('status');
  });

  it('gives only what is new since a cursor', async () => {
    const { start, call, activity } = await setUp();
    const handle = await start('k');
    await call(bearer(handle));
    const { cursor } = await activity();
    await call(bearer(handle), 'client-1', '/api/admin/');
    const times: readonly ActivityEntry[] = (await activity(cursor)).entries;
    expect(times).toMatchObject([{ problem: 'rule-denied' }]);
  });
});

describe('the kernels that a page is shown', () => {
  it('are those of every page, without a handle, named by their own page alone', async () => {
    const { start, name, kernels, openPage, ask } = await setUp();
    const handle = await start('k');
    const other = openPage();
    await ask(HELLO, other);
    await name('k', 'of-another-page.ipynb', other);
    await name('k', 'mine.ipynb');
    await name('none', 'unknown.ipynb');
    expect(await kernels()).toEqual([
      {
        ...{ id: 'k', place: 'here', notebook: 'mine.ipynb', revoked: false },
        startedAt: expect.any(Number) as number,
      },
    ]);
    expect(await kernels(other)).toMatchObject([{ id: 'k', place: 'elsewhere' }]);
    expect(JSON.stringify(await kernels())).not.toContain(handle);
  });

  it('are told to each page as its own', async () => {
    const { start, page, openPage, ask } = await setUp();
    const other = openPage();
    await ask(HELLO, other);
    await start('k');
    const last = (messages: readonly unknown[]) =>
      messages.findLast((each) => (each as { type: string }).type === 'auth-bridge:state');
    await until(() =>
      expect(last(page.messages)).toMatchObject({ state: { kernels: [{ place: 'here' }] } }),
    );
    expect(last(other.messages)).toMatchObject({ state: { kernels: [{ place: 'elsewhere' }] } });
  });
});

describe('a revoked kernel', () => {
  it('gets a problem in words for its handle, which goes nowhere, until its restart', async () => {
    const { start, revoke, call, activity } = await setUp();
    const [handle, other] = [await start('k'), await start('k2')];
    const { state } = await revoke('k');
    expect(state.kernels).toMatchObject([{ id: 'k', revoked: true }, { id: 'k2' }]);
    expect(await call(bearer(handle))).toBe('403 kernel-revoked');
    expect(api.at('/api/users')).toEqual([]);
    expect(await call(bearer(other), 'client-2')).toBe('200');
    expect((await activity()).entries).toMatchObject([
      { problem: 'kernel-revoked', kernel: 'k' },
      { status: 200, kernel: 'k2' },
    ]);
    const next = await start('k');
    expect(next).not.toBe(handle);
    expect(await call(bearer(next), 'client-3')).toBe('200');
    expect(await call(bearer(handle), 'client-3')).toBe('401 handle-unknown');
  });

  it('can be one of another page', async () => {
    const { start, revoke, call, openPage, ask } = await setUp();
    const handle = await start('k');
    const other = openPage();
    await ask(HELLO, other);
    await revoke('k', other);
    expect(await call(bearer(handle))).toBe('403 kernel-revoked');
  });

  it("gets nothing by a call without a handle, by another kernel's handle, nor by a sign-in of its own", async () => {
    const { start, revoke, call, send } = await setUp();
    const [handle, other] = [await start('k'), await start('k2')];
    await call(bearer(handle));
    await call(bearer(other), 'client-2');
    await revoke('k');
    expect(await call({})).toBe('403 kernel-revoked');
    expect(await call(bearer(other))).toBe('403 kernel-revoked');
    expect(await call({}, 'client-2')).toBe('200');
    const body = new URLSearchParams({ client_id: CLIENT_ID, grant_type: 'refresh_token' });
    const asked = await send(issuer.url(TOKEN), { method: 'POST', body }, { id: 'client-1' });
    expect(asked?.status).toBe(403);
  });

  it('leaves calls that show no kernel to pages alone, as long as it is there', async () => {
    const { start, revoke, call, page } = await setUp();
    await start('k');
    expect(await call({}, 'worker-of-its-own')).toBe('200');
    await revoke('k');
    expect(await call({}, 'worker-of-its-own')).toBe('403 kernel-revoked');
    expect(await call({}, '')).toBe('403 kernel-revoked');
    expect(await call({}, page.id)).toBe('200');
    expect(await call(bearer('own-token'), '')).toBe('200');
    await start('k');
    expect(await call({}, '')).toBe('200');
  });

  it("does not take the page with it that has used the kernel's handle", async () => {
    const { start, revoke, call, page } = await setUp();
    const handle = await start('k');
    await call(bearer(handle), page.id);
    await revoke('k');
    expect(await call({}, page.id)).toBe('200');
  });

  it('stays so when a page brings its handle to a worker that knows nothing', async () => {
    const { start, call, kernels, ask, page } = await setUp();
    const handle = 'jlab_of-an-earlier-start';
    await start('k', { handle, revoked: true });
    expect(await kernels()).toMatchObject([{ id: 'k', revoked: true }]);
    expect(await call(bearer(handle))).toBe('403 kernel-revoked');
    // Nor does the handle go to another kernel.
    await ask({ type: 'auth-bridge:kernel-started', kernel: 'k2', handle }, page);
    expect(await call(bearer(handle), 'client-2')).toBe('403 kernel-revoked');
  });

  it('is told so by the endpoints for kernels', async () => {
    const { start, revoke, send, scope } = await setUp();
    const handle = await start('k');
    await revoke('k');
    const response = await send(`${scope}auth-bridge/kernel/session`, bearer(handle));
    expect(response?.status).toBe(403);
    expect(await response?.text()).toContain('Restart the kernel');
  });

  it('sends nothing that was waiting for a sign-in', async () => {
    const { start, revoke, call, activity, value } = await setUp({ signedIn: false });
    const [handle, other] = [await start('k'), await start('k2')];
    const waiting = [call(bearer(handle)), call({}, 'client-1'), call(bearer(other), 'client-2')];
    await until(() => expect(issuer.at(DEVICE)).toHaveLength(1)); // they wait for the user
    await revoke('k');
    await value(HOST_DATA);
    expect(await Promise.all(waiting)).toEqual(['403 kernel-revoked', '403 kernel-revoked', '200']);
    expect(api.at('/api/users')).toHaveLength(1);
    expect((await activity()).entries).toHaveLength(3);
  });
});

it('is not taken from kernels: they are no pages', async () => {
  const { clients, scope, ask } = await setUp();
  const kernel = clients.open('worker', `${scope}kernel.js`);
  for (const data of [
    { type: 'auth-bridge:get-activity' },
    { type: 'auth-bridge:revoke-kernel', kernel: 'k' },
    { type: 'auth-bridge:kernel-named', kernel: 'k', notebook: 'x' },
  ]) {
    expect(await ask(data, kernel)).toMatchObject({
      ok: false,
      error: { code: 'message-refused' },
    });
  }
});
