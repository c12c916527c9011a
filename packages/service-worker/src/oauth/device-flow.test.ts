import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configJson, configOf } from '../testing/make-config.js';
import { makeSessions } from '../testing/make-sessions.js';
import { DEVICE, TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { cut, hang, held, html, json, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { until } from '../testing/until.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

function setUp() {
  const { runtime, vault, oidc } = makeSessions(configOf(configJson(issuer.issuer)));
  return {
    runtime,
    vault,
    start: () => oidc().start('device'),
    poll: () => oidc().poll(),
    signIn: () => vault.signIn('platform'),
    /** Polls at the very time at which a poll is due. */
    pollWhenDue: async () => {
      await runtime.advance((vault.signIn('platform')?.nextPollAt ?? 0) - runtime.now());
      await oidc().poll();
    },
  };
}

describe('startDeviceFlow', () => {
  it('shows the code, its end and the first poll after 5 s by default', async () => {
    const { start, signIn, runtime } = setUp();
    await start();
    expect(signIn()).toMatchObject({
      phase: 'pending',
      userCode: 'RTJW-LJDN',
      expiresAt: runtime.now() + 600_000,
      interval: 5_000,
      nextPollAt: runtime.now() + 5_000,
    });
  });

  it.each([
    ['a refusal', refusal('unauthorized_client'), 'sign-in-failed', 'unauthorized_client'],
    ['HTML', html(200), 'issuer-refused', 'Try again'],
    ['no answer', cut, 'issuer-unreachable', 'connection'],
    ['429', status(429, { 'retry-after': '40' }), 'issuer-unreachable', 'busy. Try again in 40 s'],
    ['503', html(503), 'issuer-unreachable', 'busy. Try again in a few s'],
  ])('fails with a reason after %s', async (_, answer, code, detail) => {
    issuer.server.on(DEVICE, answer);
    const { start, signIn } = setUp();
    await start();
    expect(signIn()).toMatchObject({ phase: 'failed', trouble: { code } });
    expect(signIn()?.trouble?.detail).toContain(detail);
  });

  it('shows no link that is not for the web', async () => {
    issuer.server.on(DEVICE, issuer.code({ verification_uri: 'javascript:alert(1)' }));
    const { start, signIn } = setUp();
    await start();
    expect(signIn()).toMatchObject({ phase: 'failed', trouble: { code: 'issuer-refused' } });
    expect(JSON.stringify(signIn())).not.toContain('javascript:');
  });

  it('drops a code that comes after the sign-in was cancelled', async () => {
    const late = held(issuer.code());
    issuer.server.on(DEVICE, late.answer);
    const { start, signIn, vault } = setUp();
    const started = start();
    await until(() => expect(issuer.server.at(DEVICE)).toHaveLength(1));
    vault.endSignIn('platform', { code: 'sign-in-cancelled', detail: '', at: 0 });
    late.release();
    await started;
    expect(signIn()).toBeUndefined();
  });
});

describe('pollDeviceFlow', () => {
  it('does not poll before its time', async () => {
    const { start, poll, runtime } = setUp();
    await start();
    await runtime.advance(4_999);
    await poll();
    expect(issuer.polls).toBe(0);
    await runtime.advance(1);
    await poll();
    expect(issuer.polls).toBe(1);
    await poll();
    expect(issuer.polls).toBe(1);
  });

  it('makes a session of the tokens', async () => {
    const { start, pollWhenDue, vault, signIn } = setUp();
    await start();
    const id = signIn()?.id;
    issuer.server.on(TOKEN, issuer.tokens());
    await pollWhenDue();
    expect(vault.session('platform')).toMatchObject({ via: 'device', signIn: id });
    expect(issuer.server.at(TOKEN)[0]?.form.get('device_code')).toBe(issuer.secrets[0]);
    expect(issuer.server.at(TOKEN)[0]?.form.get('client_id')).toBe('cli-device-client');
  });

  it('makes one poll of two ticks at once', async () => {
    const { start, poll, runtime } = setUp();
    await start();
    await runtime.advance(5_000);
    await Promise.all([poll(), poll(), poll()]);
    expect(issuer.polls).toBe(1);
  });

  it('sends no second poll while the first has no answer, however slow the issuer is', async () => {
    const slow = held(refusal('authorization_pending'));
    issuer.server.on(TOKEN, slow.answer);
    const { start, poll, pollWhenDue, runtime, signIn } = setUp();
    await start();
    const first = pollWhenDue();
    await until(() => expect(issuer.polls).toBe(1));
    await runtime.advance(9_000);
    await poll();
    expect(issuer.polls).toBe(1);
    slow.release();
    await first;
    expect(signIn()?.nextPollAt).toBe(runtime.now() + 5_000);
  });

  it('slows down by 5 s each time, for good', async () => {
    issuer.server.on(
      TOKEN,
      refusal('slow_down'),
      refusal('authorization_pending'),
      refusal('slow_down'),
      refusal('authorization_pending'),
    );
    const { start, pollWhenDue, signIn, runtime } = setUp();
    await start();
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await pollWhenDue();
      waits.push((signIn()?.nextPollAt ?? 0) - runtime.now());
    }
    expect(waits).toEqual([10_000, 10_000, 15_000, 15_000]);
  });

  it('waits as long as a busy issuer asks for, within reason', async () => {
    const { start, pollWhenDue, signIn, runtime } = setUp();
    await start();
    const waits: number[] = [];
    for (const seconds of ['3', '45', '100000']) {
      issuer.server.on(TOKEN, status(429, { 'retry-after': seconds }));
      await pollWhenDue();
      waits.push((signIn()?.nextPollAt ?? 0) - runtime.now());
    }
    expect(waits).toEqual([10_000, 45_000, 300_000]);
    expect(signIn()?.phase).toBe('pending');
  });

  it('backs off while the issuer does not answer, up to a minute', async () => {
    const { start, pollWhenDue, signIn, runtime } = setUp();
    await start();
    const noAnswer: readonly Answer[] = [hang, cut, html(503), cut, cut];
    const waits: number[] = [];
    for (const answer of noAnswer) {
      issuer.server.on(TOKEN, answer);
      const timeouts = vi.spyOn(AbortSignal, 'timeout');
      if (answer === hang) timeouts.mockImplementation(() => AbortSignal.abort());
      await pollWhenDue();
      timeouts.mockRestore();
      waits.push((signIn()?.nextPollAt ?? 0) - runtime.now());
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(signIn()?.phase).toBe('pending');
  });

  it.each([
    ['access_denied', 'denied', 'sign-in-denied'],
    ['expired_token', 'expired', 'sign-in-expired'],
    ['invalid_grant', 'failed', 'sign-in-failed'],
  ])('ends on %s: %s', async (error, phase, code) => {
    const { start, pollWhenDue, poll, signIn, runtime } = setUp();
    await start();
    issuer.server.on(TOKEN, refusal(error));
    await pollWhenDue();
    expect(signIn()).toMatchObject({ phase, trouble: { code, at: runtime.now() } });
    expect(signIn()?.deviceCode).toBeUndefined();
    await runtime.advance(60_000);
    await poll();
    expect(issuer.polls).toBe(1);
  });

  it('fails with a reason on an answer that cannot be used', async () => {
    const { start, pollWhenDue, signIn } = setUp();
    await start();
    issuer.server.on(TOKEN, json(200, { token_type: 'Bearer' }));
    await pollWhenDue();
    expect(signIn()).toMatchObject({ phase: 'failed', trouble: { code: 'issuer-refused' } });
  });

  it('ends by the clock, without asking', async () => {
    issuer.server.on(DEVICE, issuer.code({ expires_in: 3 }));
    const { start, poll, signIn, runtime } = setUp();
    await start();
    await runtime.advance(2_999);
    await poll();
    expect(signIn()?.phase).toBe('pending');
    await runtime.advance(1);
    await poll();
    expect(signIn()).toMatchObject({ phase: 'expired', trouble: { code: 'sign-in-expired' } });
    expect(issuer.polls).toBe(0);
  });

  it.each([
    ['tokens', () => issuer.tokens()],
    ['a refusal', () => refusal('access_denied')],
  ])("drops a cancelled sign-in's late answer: %s", async (_, answer) => {
    const late = held(answer());
    issuer.server.on(TOKEN, late.answer);
    const { start, pollWhenDue, vault, signIn } = setUp();
    await start();
    const polled = pollWhenDue();
    await until(() => expect(issuer.polls).toBe(1));
    vault.endSignIn('platform', { code: 'sign-in-cancelled', detail: '', at: 0 });
    late.release();
    await polled;
    expect(vault.session('platform')).toBeUndefined();
    expect(signIn()).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('sign-in-cancelled');
  });
});

describe('a code that is confirmed after the flow is over', () => {
  it('makes no session: its tokens are given back', async () => {
    const { start, signIn, runtime, vault, poll } = setUp();
    await start();
    const late = held(issuer.tokens());
    issuer.on('token', late.answer);
    await runtime.advance(5_000);
    const polled = poll();
    await until(() => expect(issuer.polls).toBe(1));
    const trouble = { code: 'sign-in-cancelled', detail: 'Cancelled.', at: 0 } as const;
    vault.endSignIn('platform', trouble);
    late.release();
    await polled;
    expect(vault.session('platform')).toBeUndefined();
    const given = issuer.secrets.filter((secret) => /access|refresh/.test(secret));
    const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(given)));
    expect(signIn()).toBeUndefined();
  });
});
