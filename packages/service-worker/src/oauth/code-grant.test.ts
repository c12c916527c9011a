import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { held } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { CLIENT_ID, startIssuer } from '../testing/issuer.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import { platformSessions } from '../testing/platform-sessions.js';
import { until } from '../testing/until.js';
import { answerClient } from './token-endpoint.js';

const VERIFIER = 'v'.repeat(43);
const REDIRECT = 'https://site.example/my-own-callback';

let issuer: MockProvider;
beforeEach(async () => {
  const users = [{ sub: 'user-1', name: 'Grace' }, { sub: 'user-2' }] as const;
  issuer = await startIssuer({ authorization: true, users });
});
afterEach(() => issuer.stop());

/** A code by an authorization request of the client's own. */
async function codeOf(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(VERIFIER));
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: REDIRECT,
    code_challenge: Buffer.from(digest).toString('base64url'),
    code_challenge_method: 'S256',
    scope: 'openid profile',
  });
  const answer = await fetch(`${issuer.url('authorize')}?${query}`, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function setUp(more: Record<string, unknown> = {}) {
  const parts = platformSessions(issuer, more);
  async function post(
    form: Record<string, string>,
    endpoint: 'token' | 'device-authorization' = 'token',
  ) {
    const body = new URLSearchParams({ client_id: CLIENT_ID, ...form });
    const request = new Request(issuer.url('token'), { method: 'POST', body });
    const target = { flow: parts.oidc(), endpoint, client: 'kernel' };
    const response = await answerClient(request, target, parts);
    const text = await response.text();
    for (const secret of issuer.secrets.filter((each) => !each.includes('code'))) {
      expect(text).not.toContain(secret);
    }
    const answer: unknown = JSON.parse(text);
    return { status: response.status, ...(isRecord(answer) ? answer : {}) };
  }
  const redeem = async (code?: string) =>
    post({
      grant_type: 'authorization_code',
      code: code ?? (await codeOf()),
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    });
  return { ...parts, post, redeem };
}

const given = () => issuer.secrets.filter((secret) => /access|refresh/.test(secret));
const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));

describe('a code that a client in a kernel got', () => {
  it('is redeemed by the worker, and answered with handles', async () => {
    const { redeem, vault } = setUp();
    const answer = await redeem();
    expect(answer).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 1800 });
    const { access_token } = answer as { access_token?: unknown };
    expect(vault.ownerOf(String(access_token))?.provider).toBe('platform');
    expect(vault.session('platform')).toMatchObject({ via: 'client', user: { name: 'Grace' } });
    expect(issuer.at('token')[0]?.form.get('code_verifier')).toBe(VERIFIER);
  });

  it('of the user who is signed in renews the session', async () => {
    const { redeem, vault } = setUp();
    vault.setSession(deviceSession({ claims: { sub: 'user-1' } }));
    expect(await redeem()).toMatchObject({ status: 200 });
    expect(vault.session('platform')?.via).toBe('client');
  });

  it.each([
    ['another user', () => deviceSession({ claims: { sub: 'user-2' } })],
    ['a user whom the session does not know', () => hostSession('secret-auth')],
  ])('takes no session from %s, and its tokens are revoked', async (_, session) => {
    const { redeem, vault } = setUp();
    const current = session();
    vault.setSession(current);
    expect(await redeem()).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(vault.session('platform')).toBe(current);
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(given())));
  });

  it('takes no session where it does not say whose it is', async () => {
    const plain = {
      issuer: undefined,
      endpoints: { token: issuer.url('token'), deviceAuthorization: issuer.url('device') },
    };
    const { redeem, vault } = setUp(plain);
    const current = deviceSession();
    vault.setSession(current);
    expect(await redeem()).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(vault.session('platform')).toBe(current);
  });

  it('that the issuer refuses, or whose ID token is wrong, signs nobody in', async () => {
    const { redeem, vault } = setUp();
    expect(await redeem('made-up')).toMatchObject({ status: 400, error: 'invalid_grant' });
    issuer.changeIdTokens({}, { key: 'foreign' });
    expect(await redeem()).toMatchObject({ status: 400, error: 'temporarily_unavailable' });
    expect(vault.session('platform')).toBeUndefined();
  });

  it('signs nobody in after the user has signed out meanwhile', async () => {
    const { redeem, vault, sessions, provider } = setUp();
    const code = await codeOf();
    const late = held();
    issuer.fault('token', late.answer, 1);
    const answer = redeem(code);
    await until(() => expect(issuer.at('token')).toHaveLength(1));
    await sessions.signOut(provider);
    late.release();
    expect(await answer).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(vault.session('platform')).toBeUndefined();
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(given())));
  });
});

describe('a request for a device code', () => {
  it('is told that there is none where the site signs in by a window alone', async () => {
    const { post, vault } = setUp({ signIn: ['popup'] });
    expect(await post({}, 'device-authorization')).toMatchObject({
      status: 400,
      error: 'unauthorized_client',
    });
    expect(vault.signIn('platform')?.method).toBe('popup');
  });
});
