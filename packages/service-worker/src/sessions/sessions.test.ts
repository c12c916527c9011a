import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { held, refusal, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { DEVICE, REVOKE, TOKEN, startIssuer } from '../testing/issuer.js';
import { deviceSession } from '../testing/make-sessions.js';
import { accessTokenOf, platformSessions } from '../testing/platform-sessions.js';
import { codeShown, until } from '../testing/until.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

const setUp = () => platformSessions(issuer);

describe('obtain', () => {
  it('goes on to a new sign-in when the session has ended', async () => {
    const { vault, obtain, runtime } = setUp();
    issuer.server.on(TOKEN, refusal('invalid_grant'), issuer.tokens());
    const expiresAt = runtime.now();
    vault.setSession(deviceSession({ expiresAt, renewAt: expiresAt }));
    const session = obtain();
    await codeShown(vault);
    await runtime.advance(5_000);
    expect(await session).toMatchObject({ via: 'device', provider: 'platform' });
  });

  it('refuses a provider that it does not know', async () => {
    const { sessions, runtime } = setUp();
    for (const id of ['nobody', '__proto__', 'constructor']) {
      expect(await sessions.obtain(id, runtime.now() + 25_000)).toMatchObject({ status: 401 });
    }
  });

  it('keeps quiet for 10 s after the user cancelled', async () => {
    const { vault, sessions, runtime, provider, obtain } = setUp();
    const first = obtain();
    await codeShown(vault);
    sessions.cancelSignIn(provider);
    expect(await first).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    await runtime.advance(9_900);
    expect(await obtain()).toMatchObject({ code: 'sign-in-cancelled' });
    expect(issuer.server.at(DEVICE)).toHaveLength(1);
    await runtime.advance(100);
    void obtain();
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

  it('is started where the session has ended and nobody renews it', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    const { credential, ...session } = deviceSession({ expiresAt: runtime.now() });
    if (credential.kind !== 'bearer') throw new Error('not a bearer token');
    const { accessToken } = credential;
    vault.setSession({ ...session, credential: { kind: 'bearer', accessToken } });
    await sessions.signIn(provider);
    expect(vault.signIn('platform')?.phase).toBe('pending');
  });

  it('is not started where an ended session is renewed by the next call', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    vault.setSession(deviceSession({ expiresAt: runtime.now() }));
    await sessions.signIn(provider);
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('by force keeps the old session until the new one is there', async () => {
    const { vault, sessions, provider, runtime, obtain } = setUp();
    const old = deviceSession();
    vault.setSession(old);
    await sessions.signIn(provider, { force: true });
    expect(vault.signIn('platform')?.phase).toBe('pending');
    expect(await obtain()).toBe(old);
    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    await until(() => expect(vault.session('platform')).not.toBe(old));
    expect(accessTokenOf(vault.session('platform'))).toBe(issuer.secrets[1]);
  });

  it('by force that fails leaves the old session in place', async () => {
    const { vault, sessions, provider, runtime, obtain } = setUp();
    const old = deviceSession();
    vault.setSession(old);
    await sessions.signIn(provider, { force: true });
    issuer.server.on(TOKEN, refusal('access_denied'));
    await runtime.advance(5_000);
    await until(() => expect(vault.signIn('platform')?.phase).toBe('denied'));
    expect(await obtain()).toBe(old);
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

  it('tells it no other time while a poll is under way, which a stopped worker loses', async () => {
    const { sessions, provider, runtime } = setUp();
    const slow = held(refusal('authorization_pending'));
    issuer.server.on(TOKEN, slow.answer);
    await sessions.signIn(provider);
    await runtime.advance(5_000);
    await until(() => expect(issuer.polls).toBe(1));
    expect(await sessions.tick()).toBe(5_000);
    slow.release();
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

  it('kills every handle at once, and gives kernels with a page new ones', async () => {
    const { vault, sessions, provider } = setUp();
    vault.setSession(deviceSession());
    vault.setKernel({ id: 'a', page: 'p', handles: { platform: 'jlab_a', other: 'jlab_ao' } });
    vault.setKernel({ id: 'b', page: 'p', handles: { platform: 'jlab_b' } });
    vault.setKernel({ id: 'client:c', page: undefined, handles: { platform: 'jlab_c' } });
    const client = { platform: 'jlab_d', other: 'jlab_do' };
    vault.setKernel({ id: 'client:d', page: undefined, handles: client });
    const signedOut = sessions.signOut(provider);
    for (const dead of ['jlab_a', 'jlab_b', 'jlab_c', 'jlab_d']) {
      expect(vault.ownerOf(dead)).toBeUndefined();
    }
    for (const alive of ['jlab_ao', 'jlab_do']) {
      expect(vault.ownerOf(alive)?.provider).toBe('other');
    }
    const fresh = ['a', 'b'].map((id) => vault.kernel(id)?.handles.platform ?? '');
    expect(new Set(fresh).size).toBe(2);
    for (const handle of fresh) expect(vault.ownerOf(handle)?.provider).toBe('platform');
    expect(vault.kernel('client:c')).toBeUndefined();
    await signedOut;
  });

  it('leads to where the issuer ends its own session, by a URL of our own', async () => {
    const { vault, sessions, provider, seen, own } = setUp();
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    expect(seen.signedOut).toEqual([`${own}end-session?provider=platform`]);
  });

  it('leads nowhere where the issuer has no such page, and says nothing without a session', async () => {
    issuer.changeMetadata({ end_session_endpoint: undefined });
    const { vault, sessions, provider, seen } = setUp();
    await sessions.signOut(provider);
    expect(seen.signedOut).toEqual([]);
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    expect(seen.signedOut).toEqual([undefined]);
  });

  it('gives calls that wait for a sign-in their 401 at once', async () => {
    const { vault, sessions, provider, obtain } = setUp();
    const waiting = obtain();
    await codeShown(vault);
    await sessions.signOut(provider);
    expect(await waiting).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
  });

  it('takes no device code that was confirmed too late, and revokes what came of it', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    const late = held();
    await sessions.signIn(provider);
    issuer.approve();
    issuer.fault('token', late.answer, 1);
    await runtime.advance(5_000);
    await until(() => expect(issuer.polls).toBe(1));
    await sessions.signOut(provider);
    late.release();
    const given = () => issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    await until(() => expect(given()).toHaveLength(2));
    const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(given())));
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.isSignedOut('platform')).toBe(true);
  });

  it('is remembered until the user asks for a sign-in', async () => {
    const { vault, sessions, provider, obtain } = setUp();
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    void obtain();
    await codeShown(vault);
    expect(vault.isSignedOut('platform')).toBe(true);
    sessions.cancelSignIn(provider);
    await sessions.signIn(provider);
    expect(vault.isSignedOut('platform')).toBe(false);
  });
});

describe('a second sign-in', () => {
  it('is polled in its own time, however long the first one would have slept', async () => {
    const { vault, sessions, provider, runtime } = setUp();
    await sessions.signIn(provider);
    issuer.approve();
    await runtime.advance(5_000);
    await until(() => expect(vault.session('platform')).toBeDefined());
    await sessions.signIn(provider, { force: true });
    expect(issuer.polls).toBe(1);
    await runtime.advance(5_000);
    await until(() => expect(issuer.polls).toBe(2));
  });
});
