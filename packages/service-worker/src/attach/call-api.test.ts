import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiCalls, problemOf } from '../testing/api-calls.js';
import { providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import { TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { cut, hang, json, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import { codeShown, until } from '../testing/until.js';
import { mintHandle } from '../vault/handles.js';

let issuer: MockProvider;
let api: ScriptedServer;
beforeEach(async () => {
  [issuer, api] = await Promise.all([startIssuer(), ScriptedServer.start()]);
  api.on('/api/users', json(200, { name: 'Grace' }));
});
afterEach(() => Promise.all([issuer.stop(), api.stop()]));

const setUp = (provider: Record<string, unknown> = {}) =>
  apiCalls(providerJson(issuer.issuer, provider), `${api.origin}/api/users`);

const received = () => api.at('/api/users');

describe('a call in a session', () => {
  it('goes out with the bearer token, its own headers and its body', async () => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    const response = await call({
      method: 'POST',
      body: '{"x":1}',
      headers: { 'content-type': 'application/json', 'x-own': 'kept' },
    });
    expect(await response.json()).toEqual({ name: 'Grace' });
    expect(received()).toMatchObject([
      {
        method: 'POST',
        body: '{"x":1}',
        headers: {
          authorization: 'Bearer secret-access-old',
          'content-type': 'application/json',
          'x-own': 'kept',
        },
      },
    ]);
  });

  it('goes out with the header pair, and shows the server no handle', async () => {
    const { vault, runtime, call } = setUp();
    vault.setSession(hostSession('secret-auth'));
    const handle = mintHandle(runtime);
    vault.setKernel({ id: 'k', page: 'p', handles: { platform: handle } });
    await call({ headers: { authorization: `Bearer ${handle}` } }, handle);
    expect(received()).toMatchObject([
      { headers: { 'x-account-id': 'account-1', 'x-auth-token': 'secret-auth' } },
    ]);
    expect(JSON.stringify(received())).not.toContain('jlab_');
  });

  it('takes the pair to no other place by a redirect', async () => {
    const { vault, call } = setUp();
    const thief = await ScriptedServer.start();
    thief.on('/', json(200, {}));
    api.on('/api/users', status(302, { location: `${thief.origin}/` }));
    vault.setSession(hostSession('secret-auth'));
    expect(await problemOf(await call())).toMatchObject({ status: 502, code: 'api-unreachable' });
    expect(thief.received).toEqual([]);
    await thief.stop();
  });

  it.each([
    ['that nobody owns', 'jlab_nobody', 401, 'handle-unknown'],
    ['that is none', '', 401, 'handle-unknown'],
    ['of another provider', 'jlab_other', 403, 'handle-misplaced'],
  ])('is refused with a handle %s', async (_, handle, statusCode, code) => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    vault.setKernel({ id: 'k', page: 'p', handles: { other: 'jlab_other' } });
    const response = await call({}, handle);
    expect(response.headers.has('www-authenticate')).toBe(statusCode === 401);
    expect(await problemOf(response)).toMatchObject({ status: statusCode, code });
    expect(received()).toEqual([]);
  });

  it('becomes a problem where the API gives no answer', async () => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    api.on('/api/users', cut);
    const problem = await problemOf(await call());
    expect(problem).toMatchObject({ status: 502, code: 'api-unreachable' });
    expect(problem.detail).toContain(api.origin);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('rejects when the caller aborts, and only then', async () => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    api.on('/api/users', hang);
    const controller = new AbortController();
    const response = call({ signal: controller.signal });
    await until(() => expect(received()).toHaveLength(1));
    controller.abort();
    await expect(response).rejects.toThrow();
  });
});

describe('a call that comes back 401', () => {
  const refused = json(401, { message: 'Unauthorized' });

  it.each([
    ['GET', undefined],
    ['POST', 'the body'],
    ['PUT', 'the body'],
  ])('is renewed and repeated once: %s', async (method, body) => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    issuer.server.on(TOKEN, issuer.tokens());
    api.on('/api/users', refused, json(200, { name: 'Grace' }));
    const response = await call({ method, ...(body !== undefined && { body }) });
    expect(response.status).toBe(200);
    const [fresh] = issuer.secrets;
    expect(received()).toMatchObject([
      { method, body: body ?? '', headers: { authorization: 'Bearer secret-access-old' } },
      { method, body: body ?? '', headers: { authorization: `Bearer ${fresh}` } },
    ]);
    expect(issuer.refreshes).toBe(1);
  });

  it('is handed through when the second answer is 401 too', async () => {
    const { vault, call } = setUp();
    vault.setSession(deviceSession());
    issuer.server.on(TOKEN, issuer.tokens());
    api.on('/api/users', refused);
    const response = await call();
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(received()).toHaveLength(2);
    expect(issuer.refreshes).toBe(1);
  });

  it('is repeated with what the host hands over', async () => {
    const { vault, seen, call } = setUp({ signIn: ['host', 'device'] });
    vault.setSession(hostSession('secret-auth-1'));
    vault.setHostPresent('p', true);
    api.on('/api/users', refused, json(200, {}));
    const response = call();
    await until(() => expect(seen.hostAsked).toBe(1));
    vault.setSession(hostSession('secret-auth-2'));
    expect((await response).status).toBe(200);
    expect(received().map(({ headers }) => headers['x-auth-token'])).toEqual([
      'secret-auth-1',
      'secret-auth-2',
    ]);
  });
});

describe('a call before sign-in', () => {
  it('brings up the sign-in, waits, and goes out after it', async () => {
    const parts = setUp();
    const response = parts.call({ method: 'POST', body: 'the body' });
    await codeShown(parts.vault);
    expect(received()).toEqual([]);
    issuer.server.on(TOKEN, issuer.tokens());
    await parts.runtime.advance(5_000);
    expect((await response).status).toBe(200);
    expect(received()).toMatchObject([
      {
        body: 'the body',
        headers: { authorization: expect.stringMatching(/^Bearer secret-/) as string },
      },
    ]);
  });

  it('shares one sign-in with all the others', async () => {
    const parts = setUp();
    const responses = Promise.all(Array.from({ length: 20 }, () => parts.call()));
    await codeShown(parts.vault);
    issuer.server.on(TOKEN, issuer.tokens());
    await parts.runtime.advance(5_000);
    expect((await responses).map((response) => response.status)).toEqual(Array(20).fill(200));
    expect(issuer.server.at('/oidc/device/auth')).toHaveLength(1);
  });

  it('gets its 401 after 25 s, not before', async () => {
    const parts = setUp();
    let answered = false;
    const response = parts.call().finally(() => (answered = true));
    await codeShown(parts.vault);
    await parts.runtime.advance(24_900);
    expect(answered).toBe(false);
    await parts.runtime.advance(100);
    expect(await problemOf(await response)).toMatchObject({
      status: 401,
      code: 'sign-in-required',
    });
    expect(received()).toEqual([]);
  });

  it('gets its 401 at once when the user cancels', async () => {
    const parts = setUp();
    const response = parts.call();
    await codeShown(parts.vault);
    parts.sessions.cancelSignIn(parts.provider);
    expect(await problemOf(await response)).toMatchObject({
      status: 401,
      code: 'sign-in-cancelled',
    });
  });

  it('gets its 401 at once when the user denies', async () => {
    const parts = setUp();
    const response = parts.call();
    await codeShown(parts.vault);
    issuer.server.on(TOKEN, refusal('access_denied'));
    await parts.runtime.advance(5_000);
    expect(await problemOf(await response)).toMatchObject({ status: 401, code: 'sign-in-denied' });
  });
});
