import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusal, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer, MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { deviceSession } from '../testing/make-sessions.js';
import { accessTokenOf, platformSessions } from '../testing/platform-sessions.js';
import { driveTime } from '../testing/settle.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await issuer.stop();
});

/** In a session whose token ended just now, at an issuer that answers so. */
function setUp(answer: Answer) {
  const parts = platformSessions(issuer);
  parts.vault.setSession(deviceSession({ expiresAt: parts.runtime.now(), renewAt: 0 }));
  issuer.on('token', answer);
  return parts;
}

const after = (value: string) => ({ 'retry-after': value });

const BUSY: readonly (readonly [string, Answer])[] = [
  ['429', refusal('too_many_requests', 429, after('100'))],
  ["a gateway's 429", status(429, after('100'))],
  ['503', status(503, after('100'))],
  ['a date', (...all) => status(503, after(new Date(Date.now() + 100_500).toUTCString()))(...all)],
];

describe('an issuer that says when to ask again', () => {
  it.each(BUSY)('is not asked before, and calls are told so at once: %s', async (_, answer) => {
    const { obtain, runtime, vault } = setUp(answer);
    const problem = await obtain();
    expect(problem).toMatchObject({ status: 503, code: 'issuer-unreachable' });
    // The pause is from what the issuer asks for to twice that: here its middle.
    const { retryAfter, detail } = 'detail' in problem ? problem : {};
    expect(Math.abs((retryAfter ?? 0) - 150)).toBeLessThanOrEqual(2);
    expect(detail).toContain(`run the cell again in ${retryAfter} s`);
    await runtime.advance(140_000);
    expect(await obtain(5_000)).toMatchObject({ status: 503 });
    expect(issuer.refreshes).toBe(1);
    expect(vault.session('platform')).toBeDefined();
    await runtime.advance(15_000);
    issuer.on('token', issuer.tokens());
    expect(accessTokenOf(await obtain())).toMatch(/access/);
    expect(issuer.refreshes).toBe(2);
  });

  it.each([0, 0.25, 0.999])(
    'comes after at least that time, and at most twice: %d',
    async (luck) => {
      const { obtain, runtime } = setUp(status(503, after('100')));
      runtime.luck = () => luck;
      await obtain();
      await runtime.advance(99_000 + 100_000 * luck);
      expect(await obtain(500)).toMatchObject({ status: 503 });
      expect(issuer.refreshes).toBe(1);
      await runtime.advance(2_000);
      await obtain(500);
      expect(issuer.refreshes).toBe(2);
    },
  );

  it('is waited for where a call can wait that long', async () => {
    const { obtain, runtime } = setUp(status(503, after('2')));
    const waiting = obtain();
    await vi.waitFor(() => expect(issuer.refreshes).toBe(1));
    issuer.on('token', issuer.tokens());
    await vi.waitFor(async () => {
      await runtime.advance(500);
      expect(issuer.refreshes).toBe(2);
    });
    expect(accessTokenOf(await waiting)).toMatch(/access/);
  });

  it('keeps no session waiting for longer than ten minutes, whatever it says', async () => {
    const { obtain, runtime } = setUp(status(503, after('31536000')));
    runtime.luck = () => 0.999;
    expect(await obtain()).toMatchObject({ retryAfter: 600 });
    await runtime.advance(600_000);
    await obtain(500);
    expect(issuer.refreshes).toBe(2);
  });

  it('is not asked before by a worker that was stopped meanwhile', async () => {
    const before = setUp(status(503, after('100')));
    await before.obtain();
    const { vault, runtime, obtain } = platformSessions(issuer, {}, { runtime: before.runtime });
    vault.restore(before.vault.snapshot());
    expect(await obtain()).toMatchObject({ status: 503, retryAfter: 150 });
    expect(issuer.refreshes).toBe(1);
    await runtime.advance(150_000);
    await obtain(500);
    expect(issuer.refreshes).toBe(2);
  });

  it('is asked where the clock was set back, not a day later', async () => {
    const parts = setUp(status(503, after('100')));
    await parts.obtain();
    vi.spyOn(parts.runtime, 'now').mockReturnValue(parts.runtime.now() - 24 * 3_600_000);
    parts.vault.setSession(deviceSession({ expiresAt: parts.runtime.now(), renewAt: 0 }));
    issuer.on('token', issuer.tokens());
    expect(accessTokenOf(await parts.obtain())).toMatch(/access/);
  });
});

it.each([
  ['no word of when', {}],
  ['a word that is none', after('soon')],
  ['none of its time', after('0')],
])('an issuer that is busy, with %s, is asked again after up to a minute', async (_, headers) => {
  const at: number[] = [];
  const { obtain, runtime } = setUp((response, received, next) => {
    at.push(runtime.now());
    status(503, headers)(response, received, next);
  });
  const { settle } = driveTime(runtime);
  const end = runtime.now() + 10 * 60_000;
  while (runtime.now() < end) {
    await settle(obtain(5_000), 1_000);
    await runtime.advance(1_000);
  }
  const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  expect(pauses.every((ms, i) => i === 0 || ms > (pauses[i - 1] ?? 0) - 2_000)).toBe(true);
  expect(Math.max(...pauses)).toBeGreaterThan(40_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(62_000);
  expect(issuer.refreshes).toBeLessThan(25);
});
