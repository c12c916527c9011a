import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, refusal } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { signInByCode } from '../testing/api-calls.js';
import { startIssuer } from '../testing/issuer.js';
import { platformSessions } from '../testing/platform-sessions.js';
import { until } from '../testing/until.js';
import { windowSignIn } from '../testing/window-sign-in.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ authorization: true })));
afterEach(() => issuer.stop());

/** OAuth 2 without an issuer: nothing but addresses is known. */
const plain = (more: Record<string, unknown> = {}) => ({
  issuer: undefined,
  scope: 'read',
  endpoints: {
    token: issuer.url('token'),
    authorization: issuer.url('authorize'),
    deviceAuthorization: issuer.url('device'),
    ...more,
  },
});

describe('plain OAuth 2', () => {
  it('signs in without discovery and nonce, and leaves an ID token out', async () => {
    issuer.changeIdTokens({}, { key: 'foreign' });
    const parts = windowSignIn(issuer, plain());
    const authorization = await parts.start();
    expect(authorization.searchParams.has('nonce')).toBe(false);
    expect(authorization.searchParams.get('scope')).toBe('read');
    expect(await parts.comeBack(await parts.visit(authorization))).toMatch(/result=ok/);
    const session = parts.vault.session('platform');
    expect(session).not.toHaveProperty('claims');
    expect(session?.user).toMatchObject({
      username: expect.stringMatching(/^anonymous-/) as string,
      name: expect.stringMatching(/^Anonymous [A-Z]/) as string,
    });
    expect(issuer.at('discovery')).toEqual([]);
    expect(issuer.at('jwks')).toEqual([]);
  });

  it('asks userinfo who the user is', async () => {
    const parts = windowSignIn(issuer, plain({ userinfo: issuer.url('userinfo') }));
    await parts.signIn();
    await until(() =>
      expect(parts.vault.session('platform')?.user.name).toBe('Grace Murray Hopper'),
    );
  });

  it('takes a callback that names an issuer: there is none to compare it with', async () => {
    const parts = windowSignIn(issuer, plain());
    const callback = await parts.visit(await parts.start());
    callback.searchParams.set('iss', 'https://some.example/tenant');
    expect(await parts.comeBack(callback)).toMatch(/result=ok/);
  });

  it('signs in by a code, and refreshes', async () => {
    const parts = platformSessions(issuer, plain());
    await signInByCode(issuer, parts);
    const session = parts.vault.session('platform');
    if (!session) throw new Error('not signed in');
    expect(await parts.sessions.renew(session)).toMatchObject({ user: session.user });
  });
});

describe('a client secret', () => {
  beforeEach(async () => {
    await issuer.stop();
    issuer = await startIssuer({ authorization: true, clientSecret: 'public-secret' });
  });

  it('goes in the body of each token request, and nowhere else', async () => {
    const parts = windowSignIn(issuer, { clientSecret: 'public-secret' });
    expect(await parts.signIn()).toMatch(/result=ok/);
    const session = parts.vault.session('platform');
    if (!session) throw new Error('not signed in');
    expect(await parts.sessions.renew(session)).toBeDefined();
    await parts.sessions.signOut(parts.provider);
    for (const { form, headers } of [...issuer.at('token'), ...issuer.at('revoke')]) {
      expect(form.get('client_secret')).toBe('public-secret');
      expect(headers).not.toHaveProperty('authorization');
    }
    expect(issuer.at('revoke')).toHaveLength(2);
    expect(issuer.received.map(({ url }) => url).join()).not.toContain('public-secret');
  });

  it('is in no word to the user', async () => {
    issuer.on('token', refusal('invalid_client', 401));
    const parts = windowSignIn(issuer, { clientSecret: 'public-secret' });
    await parts.signIn();
    expect(JSON.stringify(parts.vault.signIn('platform'))).not.toContain('public-secret');
    expect(parts.vault.signIn('platform')?.phase).toBe('failed');
  });
});

describe('parameters of auth.json', () => {
  const parameters = { audience: 'https://api.example', resource: 'a b&c' };

  it('are in authorization requests', async () => {
    const parts = windowSignIn(issuer, { parameters });
    const { searchParams } = await parts.start();
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...parameters,
      client_id: issuer.clientId,
    });
  });

  it('are in device authorization requests', async () => {
    const parts = platformSessions(issuer, { parameters });
    await parts.sessions.signIn(parts.provider);
    expect(Object.fromEntries(issuer.at('device')[0]?.form ?? [])).toMatchObject(parameters);
  });
});

describe('userinfo', () => {
  it('adds what the ID token does not say', async () => {
    issuer.changeIdTokens({ name: undefined });
    const parts = windowSignIn(issuer);
    await parts.signIn();
    await until(() =>
      expect(parts.vault.session('platform')?.user.name).toBe('Grace Murray Hopper'),
    );
  });

  it('of another subject is not believed (OpenID Connect Core 5.3.2)', async () => {
    issuer.changeIdTokens({ name: undefined });
    const parts = windowSignIn(issuer);
    issuer.on('userinfo', json(200, { sub: 'somebody-else', name: 'Mallory' }));
    await parts.signIn();
    const session = parts.vault.session('platform');
    if (!session) throw new Error('not signed in');
    await parts.oidc().learnUser(session);
    expect(parts.vault.session('platform')?.user.name).toBe('user-1');
  });

  it('is not asked where the ID token says it all', async () => {
    const parts = windowSignIn(issuer);
    await parts.signIn();
    expect(issuer.at('userinfo')).toEqual([]);
  });
});

describe('what was learned of an issuer', () => {
  it('is in the vault, and with the keeper: a restarted worker does not ask again', async () => {
    const before = platformSessions(issuer);
    await before.oidc().endpoints();
    expect(issuer.at('discovery')).toHaveLength(1);
    const restarted = platformSessions(issuer);
    restarted.vault.restore(structuredClone(before.vault.snapshot()));
    expect(restarted.oidc().knownEndpoints?.token).toBe(issuer.url('token'));
    await restarted.oidc().endpoints();
    expect(issuer.at('discovery')).toHaveLength(1);
  });

  it('is asked for anew after an hour, and serves on where the issuer does not answer', async () => {
    const { oidc, runtime } = platformSessions(issuer);
    await oidc().endpoints();
    await runtime.advance(3_600_000);
    issuer.on('discovery', refusal('server_error', 500));
    expect((await oidc().endpoints()).token).toBe(issuer.url('token'));
    expect(issuer.at('discovery')).toHaveLength(2);
  });

  it('is nothing to one with another issuer', async () => {
    const before = platformSessions(issuer);
    await before.oidc().endpoints();
    const other = platformSessions(issuer, { issuer: 'https://other.example/' });
    other.vault.restore(before.vault.snapshot());
    expect(other.oidc().knownEndpoints).toBeUndefined();
  });
});
