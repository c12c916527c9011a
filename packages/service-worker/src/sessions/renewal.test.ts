import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cut, hang, held, html, refusal, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer, FixedAnswer, MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import type { FakeRuntime } from '../testing/fake-runtime.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import { accessTokenOf, platformSessions } from '../testing/platform-sessions.js';
import { driveTime } from '../testing/settle.js';
import { until } from '../testing/until.js';
import { renewalTimes } from './renewal-times.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await issuer.stop();
});

/** In a session whose refresh token the issuer never gave: it answers by script alone. */
function setUp() {
  const parts = platformSessions(issuer);
  const stale = deviceSession();
  parts.vault.setSession(stale);
  return { ...parts, stale };
}

/** The refresh tokens that the issuer got, in their order. */
const refreshed = () => issuer.at('token').map(({ form }) => form.get('refresh_token'));

const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));

/** When the issuer was asked for tokens, each time answering so. */
function noteTimes(runtime: FakeRuntime, answer: FixedAnswer): number[] {
  const at: number[] = [];
  issuer.on('token', (response, received) => {
    at.push(runtime.now());
    answer(response, received);
  });
  return at;
}

const OUTAGES: readonly (readonly [string, Answer])[] = [
  ['500', status(500)],
  ['HTML', html(200)],
  ['a gateway in between', html(502)],
  ['too many requests', refusal('too_many_requests', 429)],
  ['temporarily_unavailable', refusal('temporarily_unavailable')],
  ['no answer', hang],
];

describe('renew', () => {
  it('asks the issuer once for a hundred callers, who all get the same session', async () => {
    const { sessions, stale } = setUp();
    issuer.on('token', issuer.tokens());
    const renewed = await Promise.all(Array.from({ length: 100 }, () => sessions.renew(stale)));
    expect(issuer.refreshes).toBe(1);
    expect(new Set(renewed.map(accessTokenOf))).toEqual(new Set([issuer.secrets[0]]));
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
    issuer.on('token', issuer.tokens(), issuer.tokens({ refresh_token: undefined }));
    for (let i = 0; i < 3; i += 1) {
      const session = vault.session('platform');
      if (session) await sessions.renew(session);
    }
    const rotated = issuer.secrets.find((secret) => secret.includes('refresh'));
    expect(refreshed()).toEqual(['secret-refresh-old', rotated, rotated]);
  });

  it('has the keeper commit before it hands the session out', async () => {
    const { sessions, seen, stale } = setUp();
    issuer.on('token', issuer.tokens());
    await sessions.renew(stale);
    expect(seen.commits).toBe(1);
    expect(seen.signedIn).toEqual([]);
  });

  it('takes over the new expiry, scopes and ID token, and knows when to renew again', async () => {
    const { vault, sessions, runtime } = setUp();
    const stale = deviceSession({ expiresAt: 1, claims: { sub: 'user-1', exp: 1 } });
    vault.setSession(stale);
    issuer.on('token', issuer.tokens({ expires_in: 60, scope: 'openid' }));
    const renewed = await sessions.renew(stale);
    expect(renewed).toMatchObject({
      expiresAt: runtime.now() + 60_000,
      renewAt: runtime.now() + 48_000,
      scopes: ['openid'],
    });
    expect(renewed?.claims?.exp).toBeGreaterThan(Date.now() / 1000);
    expect(renewed?.user).toBe(stale.user);
  });

  it('leaves a sign-in alone that goes on beside the session', async () => {
    const { vault, sessions, provider, stale } = setUp();
    await sessions.signIn(provider, { force: true });
    const signIn = vault.signIn('platform');
    expect(signIn?.phase).toBe('pending');
    issuer.on('token', issuer.tokens());
    expect(await sessions.renew(stale)).toBeDefined();
    expect(vault.signIn('platform')).toBe(signIn);
  });

  it('ends the session, with the reason, on invalid_grant', async () => {
    const { vault, sessions, stale } = setUp();
    issuer.on('token', refusal('invalid_grant'));
    expect(await sessions.renew(stale)).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')).toMatchObject({
      code: 'session-ended',
      detail: expect.stringContaining('Sign in again') as string,
    });
    expect(issuer.refreshes).toBe(1);
  });

  it.each([
    ['tokens', () => issuer.tokens()],
    ['a refusal', () => refusal('invalid_grant')],
  ])('brings no session back that was signed out meanwhile: %s', async (_, answer) => {
    const { vault, sessions, provider, stale } = setUp();
    const late = held(answer());
    issuer.on('token', late.answer);
    const renewed = sessions.renew(stale);
    await until(() => expect(issuer.refreshes).toBe(1));
    await sessions.signOut(provider);
    late.release();
    expect(await renewed).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')).toBeUndefined();
    const left = issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(left)));
  });

  it("leaves a session alone that took the renewed one's place meanwhile", async () => {
    const { vault, sessions, stale } = setUp();
    const late = held(refusal('invalid_grant'));
    issuer.on('token', late.answer);
    const renewed = sessions.renew(stale);
    await until(() => expect(issuer.refreshes).toBe(1));
    const newer = hostSession('secret-auth');
    vault.setSession(newer);
    late.release();
    expect(await renewed).toBe(newer);
    expect(vault.session('platform')).toBe(newer);
  });
});

describe('an issuer that is away', () => {
  it.each(OUTAGES)('ends nothing, and is asked for 20 s at most: %s', async (_, answer) => {
    const { vault, sessions, runtime, stale } = setUp();
    issuer.on('token', answer);
    const { settle } = driveTime(runtime);
    const { value, ms } = await settle(sessions.renew(stale));
    expect(value).toBeUndefined();
    expect(ms).toBeLessThanOrEqual(20_250);
    expect(vault.session('platform')).toBe(stale);
    expect(vault.trouble('platform')).toBeUndefined();
  });

  it.each([
    ['at the latest', 1, [0.5, 1, 2, 4, 8]],
    ['at the earliest', 0, [0.25, 0.5, 1, 2, 4, 4, 4]],
  ])('is asked again after pauses that double, %s', async (_, luck, expected) => {
    const { sessions, runtime, stale } = setUp();
    runtime.luck = () => luck;
    const at = noteTimes(runtime, cut);
    const { settle } = driveTime(runtime);
    await settle(sessions.renew(stale), 50);
    const pauses = at.slice(1).map((time, i) => Math.round((time - (at[i] ?? 0)) / 50) / 20);
    expect(pauses.slice(0, expected.length)).toEqual(expected);
  });

  it.each(OUTAGES)('that is back in time renews for all who wait: %s', async (_, answer) => {
    const { sessions, runtime, stale } = setUp();
    issuer.on('token', issuer.tokens());
    issuer.fault('token', answer, answer === hang ? 1 : 3);
    const { settle } = driveTime(runtime);
    const waiting = Array.from({ length: 20 }, () => sessions.renew(stale));
    const { value, ms } = await settle(Promise.all(waiting));
    expect(new Set(value.map(accessTokenOf)).size).toBe(1);
    expect(accessTokenOf(value[0])).toMatch(/access/);
    expect(ms).toBeLessThan(20_000);
    expect(issuer.refreshes).toBe(answer === hang ? 2 : 4);
  });

  it('makes no crowd: a hundred who wait ask as often as one', async () => {
    const { sessions, runtime, stale } = setUp();
    issuer.on('token', status(500));
    const { settle } = driveTime(runtime);
    const waiting = Array.from({ length: 100 }, () => sessions.renew(stale));
    const { value } = await settle(Promise.all(waiting));
    expect(new Set(value)).toEqual(new Set([undefined]));
    expect(issuer.refreshes).toBeLessThanOrEqual(7);
  });
});

describe('a session that is still good', () => {
  /** 30 s before its end, from a time at which it is renewed before use. */
  function setUpGood() {
    const parts = platformSessions(issuer);
    const now = parts.runtime.now();
    const session = deviceSession({ expiresAt: now + 30_000, renewAt: now });
    parts.vault.setSession(session);
    return { ...parts, session };
  }

  it('is renewed before it is used', async () => {
    const { obtain } = setUpGood();
    issuer.on('token', issuer.tokens());
    expect(accessTokenOf(await obtain())).toBe(issuer.secrets[0]);
  });

  it('is not renewed before its time', async () => {
    const { obtain, vault, runtime } = setUpGood();
    const renewAt = runtime.now() + 1;
    const early = deviceSession({ expiresAt: renewAt + 30_000, renewAt });
    vault.setSession(early);
    expect(await obtain()).toBe(early);
    expect(issuer.refreshes).toBe(0);
  });

  it.each(OUTAGES)('is used while the issuer is away: %s', async (_, answer) => {
    const { obtain, session, runtime } = setUpGood();
    issuer.on('token', answer);
    const { settle } = driveTime(runtime);
    const { value, ms } = await settle(obtain());
    expect(value).toBe(session);
    expect(ms).toBeLessThanOrEqual(2_250);
    expect(issuer.refreshes).toBe(1);
  });

  it('is not renewed by every call while the issuer is away', async () => {
    const { obtain, session, runtime } = setUpGood();
    issuer.on('token', status(500));
    for (let i = 0; i < 10; i += 1) expect(await obtain()).toBe(session);
    expect(issuer.refreshes).toBe(1);
    await runtime.advance(500);
    expect(await obtain()).toBe(session);
    expect(issuer.refreshes).toBe(2);
  });

  it('is not waited with again while the issuer hangs', async () => {
    const { obtain, session, runtime } = setUpGood();
    issuer.on('token', hang);
    const { settle } = driveTime(runtime);
    const waits: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const { value, ms } = await settle(obtain());
      expect(value).toBe(session);
      waits.push(ms);
      await runtime.advance(1_000);
    }
    expect(waits[0]).toBe(2_000);
    expect(Math.max(...waits.slice(1))).toBeLessThanOrEqual(250);
    expect(issuer.refreshes).toBeLessThanOrEqual(3);
  });

  it('says so once it has ended and there is no new one', async () => {
    const { obtain, session, runtime, vault } = setUpGood();
    issuer.on('token', status(500));
    await runtime.advance(30_000);
    const { settle } = driveTime(runtime);
    const { value, ms } = await settle(obtain());
    expect(value).toMatchObject({ status: 503, code: 'issuer-unreachable' });
    expect(ms).toBeLessThanOrEqual(25_000);
    expect(vault.session('platform')).toBe(session);
  });
});

describe('a token of fifteen minutes', () => {
  const LIFE_MS = 900_000;

  it('is refreshed once, whenever the calls of two tabs come, and no call waits for its end', async () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const times = fc.uniqueArray(fc.integer({ min: 0, max: LIFE_MS - 1 }), { minLength: 1 });
    issuer.on('token', issuer.tokens({ expires_in: LIFE_MS / 1_000 }));
    await fc.assert(
      fc.asyncProperty(chance, times, async (luck, moments) => {
        const { obtain, vault, runtime } = platformSessions(issuer);
        runtime.luck = () => luck;
        const [start, before] = [runtime.now(), issuer.refreshes];
        const first = { ...deviceSession(), ...renewalTimes(start + LIFE_MS, runtime) };
        vault.setSession(first);
        for (const moment of moments.toSorted((a, b) => a - b)) {
          await runtime.advance(start + moment - runtime.now());
          const got = await Promise.all([obtain(), obtain()]);
          expect(got).toEqual([vault.session('platform'), vault.session('platform')]);
        }
        const isDue = start + Math.max(...moments) >= (first.renewAt ?? Infinity);
        expect(issuer.refreshes - before).toBe(isDue ? 1 : 0);
      }),
      { numRuns: 25 },
    );
  }, 30_000);
});

describe('tokens that cannot be used', () => {
  it.each([
    ['an ID token of another user', { sub: 'somebody-else' }, {}],
    ['an ID token of another client', { aud: 'somebody-else' }, {}],
    ['an ID token with a wrong signature', {}, { key: 'foreign' } as const],
  ])('end the session, and the new ones are revoked: %s', async (_, claims, signing) => {
    const { vault, sessions } = setUp();
    const stale = deviceSession({ claims: { sub: 'user-1' } });
    vault.setSession(stale);
    issuer.on('token', issuer.tokens({}, claims, signing));
    expect(await sessions.renew(stale)).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
    // A second try with the old refresh token would be a replay.
    expect(issuer.refreshes).toBe(1);
    const left = issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    expect(left).toHaveLength(2);
    expect(revoked()).toEqual(expect.arrayContaining(left));
  });

  it('are not those whose ID token cannot be checked now: the refresh token would be lost', async () => {
    const { vault, sessions } = setUp();
    const claims = { sub: 'user-1', name: 'Grace' };
    const stale = deviceSession({ claims });
    vault.setSession(stale);
    issuer.on('token', issuer.tokens());
    issuer.fault('jwks', status(500));
    const renewed = await sessions.renew(stale);
    expect(renewed).toMatchObject({ credential: { accessToken: issuer.secrets[0] }, claims });
  });
});

describe('rotation', () => {
  it('never uses a refresh token twice, however many ask at once and fail in between', async () => {
    const { vault, sessions, provider, runtime } = platformSessions(issuer);
    await sessions.signIn(provider);
    issuer.approve();
    await runtime.advance(5_000);
    await until(() => expect(vault.session('platform')).toBeDefined());
    const { settle } = driveTime(runtime);
    for (let round = 0; round < 5; round += 1) {
      if (round % 2 === 1) issuer.fault('token', status(503), 1);
      const session = vault.session('platform');
      if (!session) throw new Error('signed out');
      const all = Array.from({ length: 20 }, () => sessions.renew(session));
      const { value } = await settle(Promise.all(all));
      expect(new Set(value.map(accessTokenOf)).size).toBe(1);
    }
    expect(issuer.replays).toBe(0);
    expect(issuer.refreshes).toBe(7);
  });
});
