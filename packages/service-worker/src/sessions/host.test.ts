import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { hostSession } from '../testing/make-sessions.js';
import { platformSessions } from '../testing/platform-sessions.js';
import { codeShown, until } from '../testing/until.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

const setUp = (...signIn: readonly string[]) => platformSessions(issuer, { signIn });

describe('with a host', () => {
  it('asks the host for a session, and brings up no code when it answers', async () => {
    const { vault, obtain, seen } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    const session = obtain();
    await until(() => expect(seen.hostAsked).toBe(1));
    vault.setSession(hostSession('secret-auth'));
    expect(await session).toMatchObject({ via: 'host' });
    expect(issuer.server.received).toEqual([]);
  });

  it('brings up a code when the host has not answered after 12 s', async () => {
    const { vault, obtain, runtime } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    void obtain();
    await runtime.advance(11_900);
    expect(issuer.server.received).toEqual([]);
    await runtime.advance(100);
    await codeShown(vault);
  });

  it('brings up a code at once when the host says that nobody is signed in there', async () => {
    const { vault, obtain, seen } = setUp('host', 'device');
    seen.hostAnswer = 'nobody';
    vault.setHostPresent('page', true);
    void obtain();
    await codeShown(vault);
    expect(seen.hostAsked).toBe(1);
  });

  it('brings up a code at once where there is no host', async () => {
    const { vault, obtain, seen } = setUp('host', 'device');
    void obtain();
    await codeShown(vault);
    expect(seen.hostAsked).toBe(0);
  });

  it('waits until the notebooks were opened there again, where there is no host to ask', async () => {
    const { vault, obtain } = setUp('host');
    const waiting = obtain();
    await until(() => expect(vault.signIn('platform')?.phase).toBe('pending'));
    expect(vault.signIn('platform')?.method).toBe('host');
    vault.setSession(hostSession('secret-auth'));
    expect(await waiting).toMatchObject({ via: 'host' });
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('waits 25 s for that, and no longer than the user wants to', async () => {
    const { vault, obtain, sessions, provider, runtime } = setUp('host');
    const waiting = obtain();
    await runtime.advance(25_000);
    expect(await waiting).toMatchObject({ status: 401, code: 'sign-in-required' });
    const next = obtain();
    sessions.cancelSignIn(provider);
    expect(await next).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    void obtain();
    await runtime.advance(10_000 + 600_000);
    expect(vault.signIn('platform')).toBeUndefined();
  });

  it('says so where there is no other way and the host has nothing', async () => {
    const { vault, obtain, seen } = setUp('host');
    seen.hostAnswer = 'nobody';
    vault.setHostPresent('page', true);
    expect(await obtain()).toMatchObject({
      status: 401,
      code: 'sign-in-required',
      detail: expect.stringContaining('Open it from Platform') as string,
    });
  });

  it('renews from the host, whose old credential is no renewal', async () => {
    const { vault, sessions, seen } = setUp('host', 'device');
    const stale = hostSession('secret-auth-1');
    vault.setHostPresent('page', true);
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

  it('ends the session when the host gives no fresh one in 12 s', async () => {
    const { vault, sessions, runtime } = setUp('host', 'device');
    const stale = hostSession('secret-auth-1');
    vault.setHostPresent('page', true);
    vault.setSession(stale);
    const renewed = sessions.renew(stale);
    await runtime.advance(12_000);
    expect(await renewed).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
  });

  it('leaves the host alone after a sign-out, until the user asks', async () => {
    const { vault, sessions, provider, obtain, seen } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    vault.setSession(hostSession('secret-auth'));
    await sessions.signOut(provider);
    void obtain();
    await codeShown(vault);
    expect(seen.hostAsked).toBe(0);
    sessions.cancelSignIn(provider);
    const signIn = sessions.signIn(provider);
    await until(() => expect(seen.hostAsked).toBe(1));
    vault.setSession(hostSession('secret-auth-2'));
    await signIn;
    expect(vault.session('platform')?.via).toBe('host');
  });

  it('brings up nothing where the user signs out while the host is asked', async () => {
    const { vault, sessions, provider, obtain, runtime, seen } = setUp('host', 'device');
    vault.setHostPresent('page', true);
    const waiting = obtain();
    await until(() => expect(seen.hostAsked).toBe(1));
    await sessions.signOut(provider);
    expect(await waiting).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    await runtime.advance(10_000);
    expect(vault.signIn('platform')).toBeUndefined();
    expect(issuer.at('device')).toEqual([]);
  });
});
