import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cut, html, json, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer, Claims, MockProvider, Signing } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { windowSignIn } from '../testing/window-sign-in.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ authorization: true })));
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

/** Signs in by a window with ID tokens of this kind; what the user is told. */
async function signInWith(claims: Claims, signing: Signing = {}, more = {}) {
  issuer.changeIdTokens(claims, signing);
  const parts = windowSignIn(issuer, more);
  const end = await parts.signIn();
  const { vault } = parts;
  return { end, session: vault.session('platform'), signIn: vault.signIn('platform') };
}

const WRONG: readonly (readonly [string, Claims, Signing, RegExp])[] = [
  ['a wrong signature', {}, { key: 'foreign' }, /signature is wrong/],
  ['a key that is not published', {}, { kid: 'unknown' }, /key that it does not publish/],
  ['no signature', {}, { alg: 'none' }, /"alg"|algorithm/],
  ['the public key for a secret', {}, { alg: 'HS256' }, /"alg"|algorithm/],
  ['another issuer', { iss: 'https://evil.example' }, {}, /"iss"/],
  ['another audience', { aud: 'another-client' }, {}, /"aud"/],
  ['another audience beside ours', { aud: ['another', 'cli-device-client'] }, {}, /"a(ud|zp)"/],
  ['another nonce', { nonce: 'of-another-sign-in' }, {}, /"nonce"/],
  ['an end beyond the tolerance', { exp: -90 }, {}, /expired|"exp"/],
  ['a beginning beyond the tolerance', { nbf: 90 }, {}, /"nbf"/],
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'nonce'].map(
    (name) => [`no "${name}"`, { [name]: undefined }, {}, new RegExp(`"${name}"`)] as const,
  ),
];

/** Times of the table count from now. */
const dated = (claims: Claims): Claims =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      typeof value === 'number' ? seconds(value) : value,
    ]),
  );

describe('an ID token', () => {
  it('that is right makes a session with its claims', async () => {
    const { end, session } = await signInWith({ name: 'Grace Hopper', email: 'g@example.org' });
    expect(end).toMatch(/done\?result=ok#_$/);
    expect(session).toMatchObject({
      via: 'popup',
      user: { username: 'g@example.org', name: 'Grace Hopper' },
      claims: { sub: 'user-1', iss: issuer.issuer },
    });
  });

  it.each(WRONG)('with %s is refused, with the reason', async (_, claims, signing, reason) => {
    const { end, session, signIn } = await signInWith(dated(claims), signing, {
      clockTolerance: 60,
    });
    expect(end).toMatch(/done\?result=failed#_$/);
    expect(session).toBeUndefined();
    expect(signIn).toMatchObject({ phase: 'failed', trouble: { code: 'issuer-refused' } });
    expect(signIn?.trouble?.detail).toMatch(reason);
    for (const secret of issuer.secrets) expect(signIn?.trouble?.detail).not.toContain(secret);
  });

  it.each([
    ['an end within the tolerance', { exp: -30 }, {}],
    ['a beginning within the tolerance', { nbf: 30 }, {}],
    ['no key id, where there is one key', {}, { kid: null }],
  ])('with %s is taken', async (_, claims, signing) => {
    const { session } = await signInWith(dated(claims), signing, { clockTolerance: 60 });
    expect(session).toBeDefined();
  });

  it('has no tolerance but the one in auth.json', async () => {
    const { session } = await signInWith(dated({ exp: -30 }), {}, { clockTolerance: 0 });
    expect(session).toBeUndefined();
  });
});

describe("the issuer's keys", () => {
  it('are asked for again where a token is signed by one that is not known', async () => {
    const parts = windowSignIn(issuer);
    expect(await parts.signIn()).toMatch(/result=ok/);
    expect(await parts.signIn()).toMatch(/result=ok/);
    expect(issuer.at('jwks')).toHaveLength(1);
    await issuer.rotateKeys();
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now + 11_000); // asked for every 10 s at most
    expect(await parts.signIn()).toMatch(/result=ok/);
    expect(issuer.at('jwks')).toHaveLength(2);
    // The one that was dropped is known no more.
    issuer.changeIdTokens({}, { key: 'rotated-out' });
    vi.spyOn(Date, 'now').mockReturnValue(now + 22_000);
    expect(await parts.signIn()).toMatch(/result=failed/);
    expect(parts.vault.signIn('platform')?.trouble?.detail).toContain('does not publish');
  });

  const AWAY: readonly (readonly [string, Answer, string])[] = [
    ['500', status(500), 'issuer-unreachable'],
    ['a cut connection', cut, 'issuer-unreachable'],
    ['HTML', html(200), 'issuer-unreachable'],
    ['something else', json(200, { keys: 'none' }), 'issuer-refused'],
  ];

  it.each(AWAY)('that cannot be had let nobody in: %s', async (_, answer, code) => {
    issuer.on('jwks', answer);
    const parts = windowSignIn(issuer);
    expect(await parts.signIn()).toMatch(/result=failed/);
    expect(parts.vault.session('platform')).toBeUndefined();
    expect(parts.vault.signIn('platform')?.trouble?.code).toBe(code);
  });

  it('are of no use where the issuer publishes none', async () => {
    issuer.changeMetadata({ jwks_uri: undefined });
    const parts = windowSignIn(issuer);
    expect(await parts.signIn()).toMatch(/result=failed/);
    expect(parts.vault.signIn('platform')?.trouble?.detail).toContain('jwks_uri');
  });
});
