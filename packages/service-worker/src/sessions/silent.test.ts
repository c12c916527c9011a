import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { answerStart } from '../oauth/authorization-code.js';
import { startIssuer } from '../testing/issuer.js';
import { deviceSession } from '../testing/make-sessions.js';
import { until } from '../testing/until.js';
import { windowSignIn } from '../testing/window-sign-in.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ authorization: true })));
afterEach(() => issuer.stop());

function setUp(more: Record<string, unknown> = {}) {
  const parts = windowSignIn(issuer, more, { silent: true });
  parts.context.framed = true;
  /** The hidden frame that a page was asked to load: from the worker to the issuer and back. */
  async function frame(index = 0): Promise<{ url: URL; end: string }> {
    await until(() => expect(parts.seen.silent[index]).toBeDefined());
    const answer = await answerStart(new URL(parts.seen.silent[index] ?? ''), parts.context);
    const url = new URL(answer.headers.get('location') ?? '');
    return { url, end: await parts.comeBack(await parts.visit(url)) };
  }
  return { ...parts, frame };
}

const withoutRefreshToken = () => ({
  ...deviceSession({ via: 'popup', claims: { sub: 'user-1' } }),
  credential: { kind: 'bearer', accessToken: 'secret-access-old' } as const,
});

describe('a sign-in without the user', () => {
  it('comes first where a call needs a session, and is nothing that the user sees', async () => {
    issuer.signIn();
    const { obtain, frame, vault } = setUp();
    const session = obtain();
    const { url } = await frame();
    expect(url.searchParams.get('prompt')).toBe('none');
    expect(await session).toMatchObject({ via: 'silent', user: { name: 'Grace Murray Hopper' } });
    expect(vault.signIn('platform')).toBeUndefined();
    expect(issuer.at('device')).toEqual([]);
  });

  it('fails without a word, and goes on with the next way', async () => {
    const { obtain, frame, vault } = setUp();
    void obtain();
    await frame();
    await until(() => expect(vault.signIn('platform')?.method).toBe('popup'));
    expect(vault.trouble('platform')).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
  });

  it('goes on with the next way where no page answers', async () => {
    const { obtain, vault, runtime, seen } = setUp();
    void obtain();
    await until(() => expect(seen.silent).toHaveLength(1));
    await runtime.advance(8_900);
    expect(vault.signIn('platform')?.method).toBe('silent');
    await runtime.advance(200);
    await until(() => expect(vault.signIn('platform')?.method).toBe('popup'));
  });

  it('is not tried twice in a row', async () => {
    const { obtain, sessions, provider, frame, vault, seen } = setUp();
    const probe = sessions.signInSilently(provider);
    await frame();
    await probe;
    void obtain();
    await until(() => expect(vault.signIn('platform')?.method).toBe('popup'));
    expect(seen.silent).toHaveLength(1);
  });

  it('is waited for where a page has begun it', async () => {
    issuer.signIn();
    const { obtain, sessions, provider, frame, seen } = setUp();
    const probe = sessions.signInSilently(provider);
    await until(() => expect(seen.silent).toHaveLength(1));
    const session = obtain();
    await frame();
    await probe;
    expect(await session).toMatchObject({ via: 'silent' });
    expect(seen.silent).toHaveLength(1);
  });

  it('is left out where the provider signs in by a code alone, and after a sign-out', async () => {
    const byCode = setUp({ signIn: ['device'] });
    await byCode.sessions.signInSilently(byCode.provider);
    expect(byCode.seen.silent).toEqual([]);
    const { obtain, sessions, provider, vault, seen } = setUp();
    await sessions.signOut(provider);
    await sessions.signInSilently(provider);
    void obtain();
    await until(() => expect(vault.signIn('platform')?.method).toBe('popup'));
    expect(seen.silent).toEqual([]);
  });

  it('ends with the sign-out, however late the issuer answers', async () => {
    issuer.signIn();
    const { obtain, sessions, provider, context, vault, seen } = setUp();
    const waiting = obtain();
    await until(() => expect(seen.silent).toHaveLength(1));
    await sessions.signOut(provider);
    expect(await waiting).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    const start = await answerStart(new URL(seen.silent[0] ?? ''), context);
    expect(start.headers.get('location')).toMatch(/result=failed/);
    expect(vault.session('platform')).toBeUndefined();
  });

  it('keeps the reason that the user was told', async () => {
    const { vault, sessions, provider, frame } = setUp();
    const trouble = { code: 'session-ended', detail: 'The session has ended.', at: 0 } as const;
    vault.endSession('platform', trouble);
    const probe = sessions.signInSilently(provider);
    await frame();
    await probe;
    expect(vault.trouble('platform')).toEqual(trouble);
  });
});

describe('a session without a refresh token', () => {
  it('is renewed so', async () => {
    issuer.signIn();
    const { sessions, vault, frame } = setUp();
    const stale = withoutRefreshToken();
    vault.setSession(stale);
    const renewed = sessions.renew(stale);
    await frame();
    expect(await renewed).toMatchObject({ via: 'silent', claims: { sub: 'user-1' } });
  });

  it('is not given to another user: it ends, and the tokens are revoked', async () => {
    await issuer.stop();
    const users = [{ sub: 'user-1' }, { sub: 'user-2' }] as const;
    issuer = await startIssuer({ authorization: true, users });
    issuer.signIn('user-2');
    const { sessions, vault, frame, runtime } = setUp();
    const stale = withoutRefreshToken();
    vault.setSession(stale);
    const start = runtime.now();
    const renewed = sessions.renew(stale);
    expect((await frame()).end).toMatch(/result=failed/);
    expect(await renewed).toBeUndefined();
    expect(runtime.now()).toBe(start); // at once: nobody waits for the frame's time to end
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
    const given = issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(given)));
  });

  it('does not end the sign-in that the user is at', async () => {
    const { sessions, vault, provider, seen } = setUp();
    const stale = withoutRefreshToken();
    vault.setSession(stale);
    await sessions.signIn(provider, { force: true });
    const signIn = vault.signIn('platform');
    expect(signIn).toMatchObject({ method: 'popup', phase: 'pending' });
    expect(await sessions.renew(stale)).toBeUndefined();
    expect(vault.signIn('platform')).toBe(signIn);
    expect(seen.silent).toEqual([]);
  });
});
