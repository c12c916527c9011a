import { createRemoteJWKSet, decodeProtectedHeader, errors, exportSPKI, jwtVerify } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MockProvider } from '../mock-provider.js';
import { makeClient } from '../testing/client.js';
import type { Claims, Signing } from './id-tokens.js';
import { generateSigningKey } from './signing-key.js';
import type { SigningKey } from './signing-key.js';

let signingKey: SigningKey;
beforeAll(async () => (signingKey = await generateSigningKey()));

let provider: MockProvider;
beforeEach(async () => (provider = await MockProvider.start({ signingKey })));
afterEach(() => provider.stop());

/** What a careful client does, OpenID Connect Core 1.0 section 3.1.3.7. */
async function verify(token: string, jwks = createRemoteJWKSet(new URL(provider.url('jwks')))) {
  const { payload } = await jwtVerify(token, jwks, {
    issuer: provider.issuer,
    audience: provider.clientId,
    algorithms: ['RS256', 'ES256'],
    requiredClaims: ['exp', 'iat', 'sub'],
    maxTokenAge: '10m',
  });
  if (payload.nonce !== 'n') throw new errors.JWTClaimValidationFailed('nonce', payload, 'nonce');
  return payload;
}

const codeOf = (verified: Promise<unknown>) =>
  verified.then(
    () => 'valid',
    (error: unknown) => (error instanceof errors.JOSEError ? error.code : error),
  );

const now = Math.floor(Date.now() / 1000);

describe('an ID token', () => {
  it('is valid by itself', async () => {
    const token = await provider.idToken({ nonce: 'n', email: 'grace@example.org' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: signingKey.kid });
    expect(await verify(token)).toMatchObject({ sub: 'user-1', email: 'grace@example.org' });
  });

  it('is signed with ES256 on request', async () => {
    const other = await MockProvider.start({ idTokenAlg: 'ES256' });
    const token = await other.idToken();
    expect(decodeProtectedHeader(token).alg).toBe('ES256');
    const jwks = createRemoteJWKSet(new URL(other.url('jwks')));
    expect((await jwtVerify(token, jwks)).payload.iss).toBe(other.issuer);
    expect((await makeClient(other)).server.id_token_signing_alg_values_supported).toEqual([
      'ES256',
    ]);
    await other.stop();
  });

  it.each<[string, Claims, Signing, string]>([
    ['another issuer', { iss: 'https://evil.example' }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['another audience', { aud: 'another' }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['another nonce', { nonce: 'm' }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no nonce', { nonce: undefined }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no expiry', { exp: undefined }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['an expiry that is no time', { exp: 'never' }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['an end that is over', { exp: now - 60 }, {}, 'ERR_JWT_EXPIRED'],
    ['a future beginning', { iat: now + 600 }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no subject', { sub: undefined }, {}, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['a foreign key', {}, { key: 'foreign' }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['an unknown key id', {}, { kid: 'unknown' }, 'ERR_JWKS_NO_MATCHING_KEY'],
    ['no signature', {}, { alg: 'none' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['the public key for a secret', {}, { alg: 'HS256' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ])('is refused with %s', async (_, claims, signing, code) => {
    const token = await provider.idToken({ nonce: 'n', ...claims }, signing);
    expect(await codeOf(verify(token))).toBe(code);
  });

  it('without a key id is valid while there is one key, and ambiguous with two', async () => {
    const token = await provider.idToken({ nonce: 'n' }, { kid: null });
    expect(decodeProtectedHeader(token)).not.toHaveProperty('kid');
    expect(await codeOf(verify(token))).toBe('valid');
    await provider.rotateKeys({ keepOld: true });
    expect(await codeOf(verify(token))).toBe('ERR_JWKS_MULTIPLE_MATCHING_KEYS');
  });

  it('is signed by HMAC with the public key, which a careless client would take', async () => {
    const token = await provider.idToken({}, { alg: 'HS256' });
    const secret = new TextEncoder().encode(await exportSPKI(signingKey.publicKey));
    expect((await jwtVerify(token, secret)).payload.sub).toBe('user-1');
  });
});

describe('rotateKeys', () => {
  it('drops the old key: only who kept it believes in it', async () => {
    const jwks = createRemoteJWKSet(new URL(provider.url('jwks')));
    const old = await provider.idToken({ nonce: 'n' });
    expect(await codeOf(verify(old, jwks))).toBe('valid');
    const kid = await provider.rotateKeys();
    const late = await provider.idToken({ nonce: 'n' }, { key: 'rotated-out' });
    expect(decodeProtectedHeader(late).kid).toBe(signingKey.kid);
    for (const token of [old, late]) {
      expect(await codeOf(verify(token))).toBe('ERR_JWKS_NO_MATCHING_KEY');
      expect(await codeOf(verify(token, jwks))).toBe('valid');
    }
    const fresh = await provider.idToken({ nonce: 'n' });
    expect(decodeProtectedHeader(fresh).kid).toBe(kid);
    expect(await codeOf(verify(fresh))).toBe('valid');
  });

  it('keeps the old one in the set where it is told to', async () => {
    const old = await provider.idToken({ nonce: 'n' });
    await provider.rotateKeys({ keepOld: true });
    expect(await codeOf(verify(old))).toBe('valid');
    await expect(provider.idToken({}, { key: 'rotated-out' })).rejects.toThrow(/rotateKeys/);
    await provider.rotateKeys();
    expect(await codeOf(verify(old))).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });
});

describe('the ID tokens of the flows', () => {
  const flows = (signIn: Awaited<ReturnType<typeof makeClient>>) => ({
    device: () => signIn.signIn(),
    code: async () => signIn.redeem(await signIn.authorize()),
  });

  it.each(['device', 'code'] as const)('are valid, and wrong on request: %s', async (flow) => {
    const signIn = flows(await makeClient(provider))[flow];
    const signatureOf = ({ id_token = '' }) =>
      codeOf(jwtVerify(id_token, createRemoteJWKSet(new URL(provider.url('jwks')))));
    expect(await signatureOf(await signIn())).toBe('valid');

    provider.changeIdTokens({ aud: 'another' });
    await expect(signIn()).rejects.toThrow(/"aud"/);
    provider.changeIdTokens({}, { key: 'foreign' });
    expect(await signatureOf(await signIn())).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    provider.changeIdTokens({}, { alg: 'none' });
    await expect(signIn()).rejects.toThrow();
    provider.reset();
    expect(await signatureOf(await signIn())).toBe('valid');
  });

  it('have another nonce on request', async () => {
    const client = await makeClient(provider);
    provider.changeIdTokens({ nonce: 'of-another' });
    await expect(client.redeem(await client.authorize())).rejects.toThrow(/"nonce"/);
  });

  it('are wrong in one scripted answer only, where the script says so', async () => {
    const client = await makeClient(provider);
    provider.on('token', provider.tokens({}, { iss: 'https://evil.example' }), provider.tokens());
    await expect(client.signIn()).rejects.toThrow(/"iss"/);
    expect(await client.signIn()).toHaveProperty('id_token');
  });
});
