import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider, MockProviderOptions } from '@jupyterlite-auth-bridge/mock-provider';
import { importDpopKey } from '../oauth/dpop.js';
import { apiCalls, signInByCode } from '../testing/api-calls.js';
import { startIssuer } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';
import { windowSignIn } from '../testing/window-sign-in.js';
import type { BearerCredential, Session } from '../vault/types.js';

let issuer: MockProvider;
const start = async (options: MockProviderOptions = {}) => {
  issuer = await startIssuer({ dpop: 'required', ...options });
};
beforeEach(() => start());
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

function setUp(more: Record<string, unknown> = {}) {
  return apiCalls(providerJson(issuer.issuer, { dpop: true, ...more }), issuer.url('me'));
}

async function setUpSignedIn() {
  const parts = setUp();
  await signInByCode(issuer, parts);
  return parts;
}

function bearer(session: Session | undefined): BearerCredential {
  if (session?.credential.kind !== 'bearer') throw new Error('no bearer credential');
  return session.credential;
}

describe('tokens that are bound to a key', () => {
  it('go out with a proof of their own for each request, and are renewed by the same key', async () => {
    const { call, vault } = await setUpSignedIn();
    const key = bearer(vault.session('platform')).dpopKey;
    expect(await (await call()).json()).toMatchObject({ sub: 'user-1' });
    issuer.expireAccessTokens();
    expect((await call()).status).toBe(200);
    expect(issuer.refreshes).toBe(1);
    expect(bearer(vault.session('platform')).dpopKey).toBe(key);
    const sent = issuer.at('me');
    for (const { headers } of sent) expect(headers.authorization).toMatch(/^DPoP /);
    expect(new Set(sent.map(({ headers }) => headers.dpop)).size).toBe(sent.length);
  });

  it("carry the caller's method and body, and none of its own proofs", async () => {
    const { call } = await setUpSignedIn();
    const response = await call({ method: 'POST', body: 'the body', headers: { dpop: 'forged' } });
    expect(response.status).not.toBe(401);
    expect(issuer.at('me')).toMatchObject([{ method: 'POST', body: 'the body' }]);
    expect(issuer.at('me')[0]?.headers.dpop).not.toContain('forged');
  });

  it('come by a window, too: the request names the key, the callback has it', async () => {
    await issuer.stop();
    await start({ authorization: true });
    const parts = windowSignIn(issuer, { dpop: true });
    const authorization = await parts.start();
    expect(await parts.comeBack(await parts.visit(authorization))).toMatch(/result=ok/);
    const { accessToken } = bearer(parts.vault.session('platform'));
    expect(issuer.inspect(accessToken).cnf?.jkt).toBe(authorization.searchParams.get('dpop_jkt'));
  });

  it.each(['token', 'me'] as const)('come with a nonce where %s wants one', async (endpoint) => {
    await issuer.stop();
    await start({ dpopNonce: true });
    const { call } = await setUpSignedIn();
    expect((await call()).status).toBe(200);
    issuer.rotateDpopNonce();
    if (endpoint === 'token') issuer.expireAccessTokens();
    const before = issuer.at(endpoint).length;
    expect((await call({ method: 'GET' })).status).toBe(200);
    expect(issuer.at(endpoint).length).toBeGreaterThan(before + 1);
    expect(issuer.replays).toBe(0);
  });

  it('send a body twice where the nonce was wrong', async () => {
    await issuer.stop();
    await start({ dpopNonce: true });
    const { call } = await setUpSignedIn();
    issuer.rotateDpopNonce();
    await call({ method: 'POST', body: 'the body' });
    expect(issuer.at('me').map(({ body }) => body)).toEqual(['the body', 'the body']);
  });

  it('are of no use where the issuer answers with tokens for everybody', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    await sessions.signIn(provider);
    issuer.on('token', issuer.tokens());
    await runtime.advance(5_000);
    await expect.poll(() => vault.signIn('platform')?.phase, { interval: 2 }).toBe('failed');
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.signIn('platform')?.trouble).toMatchObject({
      code: 'issuer-refused',
      detail: expect.stringContaining('not bound') as string,
    });
  });

  it('end the session where a refresh yields tokens for everybody', async () => {
    const { vault, sessions } = await setUpSignedIn();
    issuer.on('token', issuer.tokens());
    const session = vault.session('platform');
    if (!session) throw new Error('not signed in');
    expect(await sessions.renew(session)).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(issuer.refreshes).toBe(1);
  });
});

describe('the key', () => {
  it('cannot be taken out of what signs', async () => {
    const imported = vi.spyOn(crypto.subtle, 'importKey');
    const { call, vault } = await setUpSignedIn();
    await call();
    expect(imported).toHaveBeenCalled();
    const { dpopKey } = bearer(vault.session('platform'));
    if (!dpopKey) throw new Error('no key');
    const { privateKey } = await importDpopKey(dpopKey);
    expect(privateKey).toMatchObject({ extractable: false, usages: ['sign'] });
    await expect(crypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
    for (const [, , , extractable, usages] of imported.mock.calls) {
      expect(extractable && usages.includes('sign')).toBe(false);
    }
  });

  it('survives a restart of the worker by way of the keeper', async () => {
    const before = await setUpSignedIn();
    const restarted = setUp();
    restarted.vault.restore(structuredClone(before.vault.snapshot()));
    expect((await restarted.call()).status).toBe(200);
    issuer.expireAccessTokens();
    expect((await restarted.call()).status).toBe(200);
    expect(issuer.refreshes).toBe(1);
    expect(issuer.replays).toBe(0);
  });

  it('is another for each sign-in', async () => {
    const parts = await setUpSignedIn();
    const first = bearer(parts.vault.session('platform')).dpopKey?.publicKey.x;
    await signInByCode(issuer, parts);
    expect(bearer(parts.vault.session('platform')).dpopKey?.publicKey.x).not.toBe(first);
  });

  it('that is lost with the worker is said to be, and lets nobody in', async () => {
    await issuer.stop();
    await start({ authorization: true });
    const before = windowSignIn(issuer, { dpop: true });
    const callback = await before.visit(await before.start());
    const restarted = windowSignIn(issuer, { dpop: true });
    const { store } = before.context;
    Object.assign(restarted.context, { store });
    expect(await restarted.comeBack(callback)).toMatch(/result=failed/);
    expect(restarted.vault.session('platform')).toBeUndefined();
    expect(issuer.at('token')).toEqual([]);
  });
});

it('an API that refuses for want of rights is not asked twice', async () => {
  const { call } = await setUpSignedIn();
  const challenge = { 'www-authenticate': 'DPoP error="insufficient_scope"' };
  issuer.on('me', json(403, { message: 'no' }, challenge));
  const response = await call();
  expect(await response.json()).toEqual({ message: 'no' });
  expect(issuer.at('me')).toHaveLength(1);
  expect(issuer.refreshes).toBe(0);
});
