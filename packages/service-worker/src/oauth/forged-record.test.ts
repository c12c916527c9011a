import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { deviceSession } from '../testing/make-sessions.js';
import { windowSignIn } from '../testing/window-sign-in.js';
import type { VaultSnapshot } from '../vault/types.js';
import { answerCallback, answerStart } from './authorization-code.js';
import { keep } from './pending-authorizations.js';
import type { PendingAuthorization } from './pending-authorizations.js';

const VERIFIER = 'v'.repeat(43);

let issuer: MockProvider;
beforeEach(async () => {
  const users = [{ sub: 'user-1' }, { sub: 'attacker' }] as const;
  issuer = await startIssuer({ authorization: true, users });
});
afterEach(() => issuer.stop());

function setUp() {
  const parts = windowSignIn(issuer);
  const { context, own, runtime, store } = parts;

  /** What notebook code can do: a record under a state of its own, for a code of the attacker's. */
  async function forge(more: Partial<PendingAuthorization> = {}): Promise<URL> {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(VERIFIER));
    const query = new URLSearchParams({
      client_id: issuer.clientId,
      response_type: 'code',
      redirect_uri: `${own}callback`,
      scope: 'openid profile',
      state: 'chosen',
      nonce: 'chosen',
      code_challenge: Buffer.from(digest).toString('base64url'),
      code_challenge_method: 'S256',
    });
    issuer.chooseUser('attacker');
    const callback = await parts.visit(new URL(`${issuer.url('authorize')}?${query}`));
    const secrets = { verifier: VERIFIER, nonce: 'chosen', returnTo: own };
    const about = { provider: 'platform', signIn: 'any', method: 'popup' } as const;
    await keep(store, 'chosen', { ...about, ...secrets, ...more }, runtime.now());
    return callback;
  }

  const comeBackFramed = async (url: URL) =>
    (await answerCallback(url, { ...context, framed: true })).headers.get('location');

  /** A worker that was started anew, with what a keeper brought, or with nothing. */
  function restart(snapshot?: VaultSnapshot) {
    const restarted = windowSignIn(issuer);
    Object.assign(restarted.context, { store });
    if (snapshot) restarted.vault.restore(structuredClone(snapshot));
    return restarted;
  }

  return { ...parts, forge, comeBackFramed, restart };
}

describe('a record that was not written by the worker', () => {
  it('takes no session from the user who is signed in', async () => {
    const { forge, comeBack, comeBackFramed, vault } = setUp();
    const session = deviceSession({ claims: { sub: 'user-1' } });
    vault.setSession(session);
    for (const answer of [comeBack, comeBackFramed]) {
      expect(await answer(await forge())).toMatch(/result=failed/);
      expect(vault.session('platform')).toBe(session);
      expect(issuer.at('token')).toEqual([]);
    }
  });

  it.each(['popup', 'silent', 'redirect'] as const)(
    'is not that of the sign-in that is on its way: %s',
    async (method) => {
      const { forge, start, comeBack, comeBackFramed, vault, visit } = setUp();
      const asked = await start();
      const signIn = vault.signIn('platform')?.id ?? '';
      for (const answer of [comeBack, comeBackFramed]) {
        expect(await answer(await forge({ signIn, method }))).toMatch(/result=failed/);
        expect(vault.session('platform')).toBeUndefined();
        expect(issuer.at('token')).toEqual([]);
      }
      // The user's own goes on.
      issuer.chooseUser('user-1');
      expect(await comeBack(await visit(asked))).toMatch(/result=ok/);
      expect(vault.session('platform')?.claims).toMatchObject({ sub: 'user-1' });
    },
  );

  it('is none of a sign-in whose window was not opened yet', async () => {
    const { forge, comeBack, sessions, provider, vault } = setUp();
    await sessions.signIn(provider, { method: 'popup' });
    const signIn = vault.signIn('platform')?.id ?? '';
    expect(await comeBack(await forge({ signIn }))).toMatch(/result=failed/);
    expect(issuer.at('token')).toEqual([]);
  });

  it('is not of a sign-in that a keeper brought back either', async () => {
    const { forge, start, restart, vault } = setUp();
    await start();
    const restarted = restart(vault.snapshot());
    const signIn = vault.signIn('platform')?.id ?? '';
    expect(await restarted.comeBack(await forge({ signIn }))).toMatch(/result=failed/);
    expect(issuer.at('token')).toEqual([]);
  });

  it('signs nobody in from a frame, also in a worker that knows nothing', async () => {
    const { forge, comeBackFramed, vault } = setUp();
    for (const method of ['popup', 'redirect', 'silent'] as const) {
      expect(await comeBackFramed(await forge({ method }))).toMatch(/result=failed/);
    }
    expect(vault.session('platform')).toBeUndefined();
    expect(issuer.at('token')).toEqual([]);
  });
});

describe('a sign-in in a window', () => {
  it('neither begins nor ends in a frame', async () => {
    const { start, visit, comeBack, comeBackFramed, context, own, vault, store } = setUp();
    const callback = await visit(await start());
    expect(await comeBackFramed(callback)).toMatch(/result=failed/);
    expect(await comeBack(callback)).toMatch(/result=failed/); // a state serves once
    expect(issuer.at('token')).toEqual([]);

    const query = { provider: 'platform', 'sign-in': vault.signIn('platform')?.id ?? '' };
    const url = new URL(`${own}start?${new URLSearchParams(query).toString()}`);
    const answer = await answerStart(url, { ...context, framed: true });
    expect(answer.headers.get('location')).toMatch(/result=failed/);
    expect(store.records.size).toBe(0);
  });

  it('may be opened again: the last four of its windows can come back', async () => {
    const { start, visit, comeBack, vault } = setUp();
    const first = await visit(await start());
    const second = await visit(await start());
    for (let more = 0; more < 3; more += 1) await start();
    expect(vault.signIn('platform')?.states).toHaveLength(4);
    expect(await comeBack(first)).toMatch(/result=failed/);
    expect(issuer.at('token')).toEqual([]);
    expect(await comeBack(second)).toMatch(/result=ok/);
  });

  it('may be finished in one of its windows after another was denied', async () => {
    const { start, visit, comeBack, vault } = setUp();
    const denied = await visit(await start());
    const second = await visit(await start());
    denied.searchParams.delete('code');
    denied.searchParams.set('error', 'access_denied');
    expect(await comeBack(denied)).toMatch(/result=denied/);
    expect(vault.signIn('platform')?.phase).toBe('denied');
    expect(await comeBack(second)).toMatch(/result=ok/);
  });

  it('is finished in a worker that was started anew, with a keeper and without', async () => {
    for (const hasKeeper of [true, false]) {
      const { start, visit, restart, vault } = setUp();
      const callback = await visit(await start());
      const restarted = restart(hasKeeper ? vault.snapshot() : undefined);
      expect(await restarted.comeBack(callback)).toMatch(/result=ok/);
      expect(restarted.vault.session('platform')?.via).toBe('popup');
    }
  });

  it('keeps no state in the vault, whose digest is no secret', async () => {
    const { start, vault } = setUp();
    const state = (await start()).searchParams.get('state') ?? '';
    expect(state).not.toBe('');
    expect(JSON.stringify(vault.snapshot())).not.toContain(state);
  });
});
