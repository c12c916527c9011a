import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../vault/types.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession, makeSessions } from '../testing/make-sessions.js';
import { DEVICE, refusal, REVOKE, ScriptedIssuer, TOKEN } from '../testing/scripted-issuer.js';
import { hang, held, html, status } from '../testing/scripted-server.js';
import { codeShown, until } from '../testing/until.js';

let issuer: ScriptedIssuer;
beforeEach(async () => (issuer = await ScriptedIssuer.start()));
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

function setUp(...signIn: readonly string[]) {
  const platform = providerJson(issuer.issuer, signIn.length > 0 ? { signIn } : {});
  return makeSessions(configOf({ providers: { platform }, apis: [] }));
}

const tokenOf = (session: Session | undefined) =>
  session?.credential.kind === 'bearer' ? session.credential.accessToken : undefined;

/** The refresh tokens that the issuer got, in their order. */
const refreshed = () => issuer.server.at(TOKEN).map(({ form }) => form.get('refresh_token'));

describe('renew', () => {
  it('asks the issuer once for a hundred callers, who all get the same session', async () => {
    const { vault, sessions } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    issuer.server.on(TOKEN, issuer.tokens());
    const renewed = await Promise.all(Array.from({ length: 100 }, () => sessions.renew(stale)));
    expect(issuer.refreshes).toBe(1);
    expect(new Set(renewed.map(tokenOf))).toEqual(new Set([issuer.secrets[0]]));
  });

  it('asks once, too, where the issuer fails: a hundred calls do not wait in a row', async () => {
    const { vault, sessions } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    issuer.server.on(TOKEN, status(500));
    const renewed = await Promise.all(Array.from({ length: 100 }, () => sessions.renew(stale)));
    expect(issuer.refreshes).toBe(1);
    expect(new Set(renewed)).toEqual(new Set([undefined]));
  });

  it('gives the newer session to who comes with an old one', async () => {
    const { vault, sessions } = setUp();
    const newer = deviceSession({ credential: { kind: 'bearer', accessToken: 'newer' } });
    vault.setSession(newer);
    expect(await sessions.renew(deviceSession())).toBe(newer);
    expect(issuer.refreshes).toBe(0);
  });

  it('rotates the refresh token, and keeps the old one where the issuer gives none', async () => {
    const { vault, sessions } = setUp();
    vault.setSession(deviceSession());
    issuer.server.on(TOKEN, issuer.tokens(), issuer.tokens({ refresh_token: undefined }));
    for (let i = 0; i < 3; i += 1) {
      const session = vault.session('platform');
      if (session) await sessions.renew(session);
    }
    const rotated = issuer.secrets.find((secret) => secret.includes('refresh'));
    expect(refreshed()).toEqual(['secret-refresh-old', rotated, rotated]);
  });

  it('has the keeper commit before it hands the session out', async () => {
    const { vault, sessions, seen } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    issuer.server.on(TOKEN, issuer.tokens());
    await sessions.renew(stale);
    expect(seen.commits).toBe(1);
    expect(seen.signedIn).toEqual([]);
  });

  it('takes over the new expiry, scopes and ID token', async () => {
    const { vault, sessions, runtime } = setUp();
    const stale = deviceSession({ expiresAt: 1, claims: { sub: 'user-1', exp: 1 } });
    vault.setSession(stale);
    issuer.server.on(TOKEN, issuer.tokens({ expires_in: 60, scope: 'openid' }));
    const renewed = await sessions.renew(stale);
    expect(renewed).toMatchObject({ expiresAt: runtime.now() + 60_000, scopes: ['openid'] });
    expect(renewed?.claims?.exp).toBeGreaterThan(Date.now() / 1000);
    expect(renewed?.user).toBe(stale.user);
  });

  it('ends the session, with the reason, on invalid_grant', async () => {
    const { vault, sessions } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    issuer.server.on(TOKEN, refusal('invalid_grant'));
    expect(await sessions.renew(stale)).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
  });

  it.each([
    ['500', status(500)],
    ['HTML', html(200)],
    ['too many requests', refusal('too_many_requests', 429)],
    ['temporarily_unavailable', refusal('temporarily_unavailable')],
    ['no answer in time', hang],
  ])('keeps the session on %s', async (_, answer) => {
    const { vault, sessions } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    issuer.server.on(TOKEN, answer);
    const limit = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    const renewed = sessions.renew(stale);
    await until(() => expect(issuer.refreshes).toBe(1));
    if (answer === hang) limit.abort(new DOMException('too late', 'TimeoutError'));
    expect(await renewed).toBeUndefined();
    expect(vault.session('platform')).toBe(stale);
    expect(vault.trouble('platform')).toBeUndefined();
  });

  it.each([
    ['tokens', () => issuer.tokens()],
    ['a refusal', () => refusal('invalid_grant')],
  ])('brings no session back that was signed out meanwhile: %s', async (_, answer) => {
    const { vault, sessions, provider } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    const late = held(answer());
    issuer.server.on(TOKEN, late.answer);
    const renewed = sessions.renew(stale);
    await until(() => expect(issuer.refreshes).toBe(1));
    await sessions.signOut(provider);
    late.release();
    expect(await renewed).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')).toBeUndefined();
    const left = issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    await until(() =>
      expect(issuer.server.at(REVOKE).map(({ form }) => form.get('token'))).toEqual(
        expect.arrayContaining(left),
      ),
    );
  });

  it("leaves a session alone that took the renewed one's place meanwhile", async () => {
    const { vault, sessions } = setUp();
    const stale = deviceSession();
    vault.setSession(stale);
    const late = held(refusal('invalid_grant'));
    issuer.server.on(TOKEN, late.answer);
    const renewed = sessions.renew(stale);
    await until(() => expect(issuer.refreshes).toBe(1));
    const newer = hostSession('secret-auth');
    vault.setSession(newer);
    late.release();
    expect(await renewed).toBe(newer);
    expect(vault.session('platform')).toBe(newer);
  });
});

describe('obtain', () => {
  it('renews a token before it ends', async () => {
    const { vault, sessions, runtime } = setUp();
    issuer.server.on(TOKEN, issuer.tokens());
    vault.setSession(deviceSession({ expiresAt: runtime.now() + 30_001 }));
    expect(await sessions.obtain('platform', 0)).toBe(vault.session('platform'));
    expect(issuer.refreshes).toBe(0);
    await runtime.advance(2);
    const session = await sessions.obtain('platform', 0);
    expect(session).toMatchObject({ credential: { accessToken: issuer.secrets[0] } });
  });

  it('uses a token to its end where the issuer is away, then says so', async () => {
    const { vault, sessions, runtime } = setUp();
    issuer.server.on(TOKEN, status(500));
    const session = deviceSession({ expiresAt: runtime.now() + 1_000 });
    vault.setSession(session);
    expect(await sessions.obtain('platform', 25_000)).toBe(session);
    await runtime.advance(1_000);
    expect(await sessions.obtain('platform', 25_000)).toMatchObject({
      status: 503,
      code: 'issuer-unreachable',
    });
    expect(vault.session('platform')).toBe(session);
  });

  it('goes on to a new sign-in when the session has ended', async () => {
    const { vault, sessions, runtime } = setUp();
    issuer.server.on(TOKEN, refusal('invalid_grant'), issuer.tokens());
    vault.setSession(deviceSession({ expiresAt: runtime.now() }));
    const session = sessions.obtain('platform', 25_000);
    await codeShown(vault);
    await runtime.advance(5_000);
    expect(await session).toMatchObject({ via: 'device', provider: 'platform' });
  });

  it('refuses a provider that it does not know', async () => {
    const { sessions } = setUp();
    for (const id of ['nobody', '__proto__', 'constructor']) {
      expect(await sessions.obtain(id, 25_000)).toMatchObject({ status: 401 });
    }
  });

  it('keeps quiet for 10 s after the user cancelled', async () => {
    const { vault, sessions, runtime, provider } = setUp();
    const first = sessions.obtain('platform', 25_000);
    await codeShown(vault);
    sessions.cancelSignIn(provider);
    expect(await first).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    await runtime.advance(9_900);
    expect(await sessions.obtain('platform', 25_000)).toMatchObject({ code: 'sign-in-cancelled' });
    expect(issuer.server.at(DEVICE)).toHaveLength(1);
    await runtime.advance(100);
    void sessions.obtain('platform', 25_000);
    await codeShown(vault);
    expect(issuer.server.at(DEVICE)).toHaveLength(2);
  });

  it('signs in again at once when the user asks for it, quiet or not', async () => {
    const { vault, sessions, provider } = setUp();
    await sessions.signIn(provider);
    sessions.cancelSignIn(provider);
    await sessions.signIn(provider);
    expect(vault.signIn('platform')?.phase).toBe('pending');
  });
});

describe('a sign-in', () => {
  it('makes a session of the user that the ID token names', async () => {
    const { vault, sessions, provider, runtime, seen } = setUp();
    await sessions.signIn(provider);
    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    await until(() => expect(vault.session('platform')).toBeDefined());
    expect(vault.session('platform')).toMatchObject({
      via: 'device',
      user: { username: 'user-1', name: 'Grace Murray Hopper', initials: 'GH' },
      scopes: ['openid', 'profile'],
      expiresAt: runtime.now() + 1_800_000,
    });
    expect(seen.signedIn).toEqual([vault.session('platform')]);
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('is not started where there is a session', async () => {
    const { vault, sessions, provider } = setUp();
    vault.setSession(deviceSession());
    await sessions.signIn(provider);
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('by force keeps the old session until the new one is there', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    const old = deviceSession();
    vault.setSession(old);
    await sessions.signIn(provider, { force: true });
    expect(vault.signIn('platform')?.phase).toBe('pending');
    expect(await sessions.obtain('platform', 25_000)).toBe(old);
    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    await until(() => expect(vault.session('platform')).not.toBe(old));
    expect(tokenOf(vault.session('platform'))).toBe(issuer.secrets[1]);
  });

  it('by force that fails leaves the old session in place', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    const old = deviceSession();
    vault.setSession(old);
    await sessions.signIn(provider, { force: true });
    issuer.server.on(TOKEN, refusal('access_denied'));
    await runtime.advance(5_000);
    await until(() => expect(vault.signIn('platform')?.phase).toBe('denied'));
    expect(await sessions.obtain('platform', 25_000)).toBe(old);
  });

  it('is one for all who ask at once', async () => {
    const { sessions, provider } = setUp();
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => sessions.signIn(provider, { force: i % 2 === 0 })),
    );
    expect(issuer.server.at(DEVICE)).toHaveLength(1);
  });

  it('goes on while the worker lives, without the keeper', async () => {
    const { sessions, provider, runtime } = setUp();
    await sessions.signIn(provider);
    for (const polls of [1, 2, 3]) {
      await runtime.advance(5_000);
      await until(() => expect(issuer.polls).toBe(polls));
    }
  });

  it('tells the keeper when to come again', async () => {
    const { sessions, provider, runtime } = setUp();
    expect(await sessions.tick()).toBe(20_000);
    await sessions.signIn(provider);
    expect(await sessions.tick()).toBe(5_000);
    await runtime.advance(2_000);
    expect(await sessions.tick()).toBe(3_000);
  });
});

describe('with a host', () => {
  it('asks the host for a session, and brings up no code when it answers', async () => {
    const { vault, sessions, seen } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    const session = sessions.obtain('platform', 25_000);
    await until(() => expect(seen.hostAsked).toBe(1));
    vault.setSession(hostSession('secret-auth'));
    expect(await session).toMatchObject({ via: 'host' });
    expect(issuer.server.received).toEqual([]);
  });

  it('brings up a code when the host has not answered after 5 s', async () => {
    const { vault, sessions, runtime } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    void sessions.obtain('platform', 25_000);
    await runtime.advance(4_900);
    expect(issuer.server.received).toEqual([]);
    await runtime.advance(100);
    await codeShown(vault);
  });

  it('brings up a code at once where there is no host', async () => {
    const { vault, sessions, seen } = setUp('host', 'device');
    void sessions.obtain('platform', 25_000);
    await codeShown(vault);
    expect(seen.hostAsked).toBe(0);
  });

  it('says so where there is no other way', async () => {
    const { sessions } = setUp('host');
    expect(await sessions.obtain('platform', 25_000)).toMatchObject({
      status: 401,
      code: 'sign-in-required',
      detail: expect.stringContaining('Open it from Platform') as string,
    });
  });

  it('renews from the host, whose old credential is no renewal', async () => {
    const { vault, sessions, seen } = setUp('host', 'device');
    const stale = hostSession('secret-auth-1');
    vault.setSession(stale);
    let answered = false;
    const renewed = sessions.renew(stale).finally(() => (answered = true));
    await until(() => expect(seen.hostAsked).toBe(1));
    vault.setSession(hostSession('secret-auth-1'));
    await Promise.resolve();
    expect(answered).toBe(false);
    vault.setSession(hostSession('secret-auth-2'));
    expect(await renewed).toMatchObject({ credential: { authToken: 'secret-auth-2' } });
  });

  it('ends the session when the host gives no fresh one in 5 s', async () => {
    const { vault, sessions, runtime } = setUp('host', 'device');
    const stale = hostSession('secret-auth-1');
    vault.setSession(stale);
    const renewed = sessions.renew(stale);
    await runtime.advance(5_000);
    expect(await renewed).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
  });
});

describe('signOut', () => {
  it('revokes the refresh token and the access token', async () => {
    const { vault, sessions, provider } = setUp();
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    expect(issuer.server.at(REVOKE).map(({ form }) => form.get('token'))).toEqual([
      'secret-refresh-old',
      'secret-access-old',
    ]);
  });

  it('ends the session here first, whatever the issuer does', async () => {
    const { vault, sessions, provider } = setUp();
    vault.setSession(deviceSession());
    vault.setEnvironment('platform', { ACCOUNT_ID: 'a' });
    issuer.server.on(REVOKE, status(500));
    const signedOut = sessions.signOut(provider);
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.environment('platform')).toEqual({});
    await signedOut;
  });

  it('has the keeper forget the session', async () => {
    const { vault, sessions, provider, seen } = setUp();
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    expect(seen.commits).toBe(1);
  });

  it('ends a sign-in that is under way: nobody is signed in again by a code from before', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    vault.setSession(deviceSession());
    await sessions.signIn(provider, { force: true });
    issuer.server.on(TOKEN, issuer.tokens());
    await sessions.signOut(provider);
    await runtime.advance(30_000);
    expect(vault.session('platform')).toBeUndefined();
    expect(issuer.polls).toBe(0);
  });
});
