import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configJson, configOf } from '../testing/make-config.js';
import { deviceSession, makeSessions } from '../testing/make-sessions.js';
import { DEVICE, REVOKE, startIssuer } from '../testing/issuer.js';
import type { KernelProblem } from '@jupyterlite-auth-bridge/protocol';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { answerKernel } from './kernel-endpoint.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

function setUp() {
  const parts = makeSessions(configOf(configJson(issuer.issuer)));
  parts.vault.setKernel({ id: 'k', page: 'p', handles: { platform: 'jlab_k' } });
  const recorder = { problems: new Map<string, KernelProblem>() };
  const ask = (method: string, action: string, init: RequestInit = {}) =>
    answerKernel(
      new Request(`https://site.example/auth-bridge/kernel/${action}`, {
        method,
        headers: { authorization: 'Bearer jlab_k' },
        ...init,
      }),
      action.replace(/\?.*/, ''),
      { ...parts, recorder },
    );
  return { ...parts, recorder, ask };
}

describe('answerKernel', () => {
  it.each([
    ['no handle', {}],
    ['a made-up handle', { authorization: 'Bearer jlab_guess' }],
    ['a token', { authorization: 'Bearer secret-access-old' }],
  ])('knows no caller with %s', async (_, headers) => {
    const { ask, vault } = setUp();
    vault.setSession(deviceSession());
    for (const [method, action] of [
      ['GET', 'session'],
      ['POST', 'sign-out'],
      ['POST', 'sign-in'],
    ] as const) {
      const response = await ask(method, action, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        type: expect.stringContaining('unknown') as string,
      });
    }
    expect(vault.session('platform')).toBeDefined();
  });

  it('tells the session without a credential', async () => {
    const { ask, vault } = setUp();
    vault.setSession(deviceSession());
    const response = await ask('GET', 'session');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      revision: vault.revision,
      provider: { id: 'platform', status: 'signed-in', session: { user: { username: 'grace' } } },
    });
    expect(text).not.toContain('secret');
  });

  it("tells the last problem of the caller's kernel, and of no other", async () => {
    const { ask, recorder } = setUp();
    const problem: KernelProblem = { code: 'rule-denied', status: 403, detail: 'No.', time: 1 };
    recorder.problems.set('another', problem);
    expect(await (await ask('GET', 'session')).json()).not.toHaveProperty('problem');
    recorder.problems.set('k', problem);
    expect(await (await ask('GET', 'session')).json()).toMatchObject({ problem });
  });

  it('waits for a change, 20 s at most', async () => {
    const { ask, vault, runtime } = setUp();
    const path = `session?after=${vault.revision}`;
    const changed = ask('GET', path);
    vault.setSession(deviceSession());
    expect(await (await changed).json()).toMatchObject({ provider: { status: 'signed-in' } });

    let answered = false;
    const unchanged = ask('GET', `session?after=${vault.revision}`).finally(
      () => (answered = true),
    );
    await runtime.advance(19_900);
    expect(answered).toBe(false);
    await runtime.advance(100);
    expect((await unchanged).status).toBe(200);
  });

  it('answers at once for a revision of another start of the worker', async () => {
    const { ask } = setUp();
    expect((await ask('GET', 'session?after=boot-before.7')).status).toBe(200);
  });

  it('signs in, by force if asked', async () => {
    const { ask, vault } = setUp();
    vault.setSession(deviceSession());
    await ask('POST', 'sign-in');
    await ask('POST', 'sign-in', { body: 'not JSON' });
    await ask('POST', 'sign-in', { body: '{"force":"yes"}' });
    expect(issuer.server.at(DEVICE)).toEqual([]);
    const response = await ask('POST', 'sign-in', { body: '{"force":true}' });
    expect(await response.json()).toMatchObject({
      provider: { signIn: { phase: 'pending', userCode: 'RTJW-LJDN' } },
    });
  });

  it('brings nothing back unasked that the user has signed out of', async () => {
    const { ask, vault, sessions, provider, seen } = setUp();
    vault.setHostPresent('page', true);
    vault.setSession(deviceSession());
    await sessions.signOut(provider);
    vault.setKernel({ id: 'k', page: 'p', handles: { platform: 'jlab_k' } });
    await ask('POST', 'sign-in');
    expect(vault.isSignedOut('platform')).toBe(true);
    expect(seen.hostAsked).toBe(0);
    expect(vault.session('platform')).toBeUndefined();
  });

  it('signs out', async () => {
    const { ask, vault } = setUp();
    vault.setSession(deviceSession());
    const response = await ask('POST', 'sign-out');
    expect(await response.json()).toMatchObject({ provider: { status: 'signed-out' } });
    expect(issuer.server.at(REVOKE)).toHaveLength(2);
  });

  it.each([
    ['GET', 'sign-out'],
    ['POST', 'session'],
    ['GET', 'token'],
    ['GET', ''],
  ])('has nothing at %s %s', async (method, action) => {
    const { ask } = setUp();
    expect((await ask(method, action)).status).toBe(404);
  });
});
