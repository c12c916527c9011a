import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { GenerateKeyPairResult } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MockProvider } from '../mock-provider.js';
import type { MockProviderOptions } from '../options.js';
import { makeClient } from '../testing/client.js';

let keys: GenerateKeyPairResult;
let thumbprint: string;
beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  thumbprint = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
});

let provider: MockProvider;
afterEach(() => provider.stop());

async function start(options: MockProviderOptions) {
  provider = await MockProvider.start({ idTokenAlg: 'ES256', ...options });
  const dpop = oauth.DPoP({}, keys);
  return { client: await makeClient(provider, { dpop }), bare: await makeClient(provider) };
}

/** A proof as RFC 9449 section 4.2 has it, but for `changes`. */
async function makeProof(
  url: string,
  changes: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const jwk = await exportJWK(keys.publicKey);
  const claims = { htm: 'POST', htu: url, jti: crypto.randomUUID(), ...changes };
  return new SignJWT({ iat: Math.floor(Date.now() / 1000), ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(keys.privateKey);
}

/** A refresh with this proof. */
async function send(proof: string, refreshToken = 'r') {
  const form = { client_id: provider.clientId, grant_type: 'refresh_token' };
  const response = await fetch(provider.url('token'), {
    method: 'POST',
    headers: { dpop: proof },
    body: new URLSearchParams({ ...form, refresh_token: refreshToken }),
  });
  return (await response.json()) as { error?: string; error_description?: string };
}

describe('tokens for a proof', () => {
  it('are bound to its key, and useless without it', async () => {
    const { client, bare } = await start({ dpop: 'allowed' });
    const tokens = await client.signIn();
    expect(tokens.token_type).toBe('dpop');
    expect(provider.inspect(tokens.access_token).cnf).toEqual({ jkt: thumbprint });
    expect(await client.me(tokens.access_token)).toMatchObject({ sub: 'user-1' });

    await expect(bare.me(tokens.access_token)).rejects.toMatchObject({ status: 401 });
    await expect(bare.refresh(tokens.refresh_token)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const thief = await makeClient(provider, {
      dpop: oauth.DPoP({}, await generateKeyPair('ES256')),
    });
    await expect(thief.me(tokens.access_token)).rejects.toMatchObject({ status: 401 });
    await expect(thief.refresh(tokens.refresh_token)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ token_type: 'dpop' });
    expect(provider.replays).toBe(0);
  });

  it('are bearer tokens without one, where that is allowed', async () => {
    const { bare } = await start({ dpop: 'allowed' });
    const tokens = await bare.signIn();
    expect(tokens.token_type).toBe('bearer');
    expect(await bare.me(tokens.access_token)).toMatchObject({ sub: 'user-1' });
  });

  it('are not given without one, where it is required', async () => {
    const { bare, client } = await start({ dpop: 'required' });
    await expect(bare.signIn()).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
    const tokens = await client.redeem(await client.authorize());
    const response = await fetch(provider.url('me'), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP .*algs="ES256/);
  });

  it('are bearer tokens where the provider knows no DPoP', async () => {
    const { client } = await start({});
    expect(client.server).not.toHaveProperty('dpop_signing_alg_values_supported');
    expect(provider.metadata()).not.toHaveProperty('dpop_signing_alg_values_supported');
    await expect(client.signIn()).resolves.toMatchObject({ token_type: 'bearer' });
  });

  it('need the key that the authorization request named', async () => {
    const { client } = await start({ dpop: 'allowed' });
    const right = await client.authorize({ dpop_jkt: thumbprint });
    expect(await client.redeem(right)).toHaveProperty('access_token');
    const wrong = await client.authorize({ dpop_jkt: 'another' });
    await expect(client.redeem(wrong)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the nonce', () => {
  it('is demanded once, handed out with the refusal, and demanded anew when it changes', async () => {
    const { client } = await start({ dpop: 'required', dpopNonce: true });
    const { device_code } = await client.deviceCode();
    provider.approve();
    const refused: unknown = await client.poll(device_code).catch((error: unknown) => error);
    expect(oauth.isDPoPNonceError(refused)).toBe(true);
    const tokens = await client.poll(device_code);
    expect(await client.me(tokens.access_token)).toMatchObject({ sub: 'user-1' });

    provider.rotateDpopNonce();
    const again: unknown = await client.me(tokens.access_token).catch((error: unknown) => error);
    expect(oauth.isDPoPNonceError(again)).toBe(true);
    expect(await client.me(tokens.access_token)).toMatchObject({ sub: 'user-1' });
    expect(await client.refresh(tokens.refresh_token)).toHaveProperty('access_token');
    expect(provider).toMatchObject({ polls: 2, refreshes: 1, replays: 0 });
  });
});

describe('a proof', () => {
  const now = () => Math.floor(Date.now() / 1000);

  it('that is right gets past the check', async () => {
    await start({ dpop: 'required' });
    const url = provider.url('token');
    expect(await send(await makeProof(url))).toMatchObject({ error: 'invalid_grant' });
    expect(await send(await makeProof(`${url}?x=1#y`))).toMatchObject({ error: 'invalid_grant' });
  });

  it.each<[string, () => Record<string, unknown>, Record<string, unknown>, RegExp]>([
    ['another method', () => ({ htm: 'GET' }), {}, /htm/],
    ['another URL', () => ({ htu: 'https://evil.example/token' }), {}, /htu/],
    ['no URL', () => ({ htu: 7 }), {}, /htu/],
    ['an old time', () => ({ iat: now() - 120 }), {}, /iat/],
    ['a future time', () => ({ iat: now() + 120 }), {}, /iat/],
    ['no time', () => ({ iat: undefined }), {}, /iat/],
    ['no id', () => ({ jti: undefined }), {}, /jti/],
    ['another type', () => ({}), { typ: 'JWT' }, /typ/],
    ['no key', () => ({}), { jwk: undefined }, /jwk|JSON Web Key/i],
  ])('is refused with %s', async (_, changes, header, why) => {
    await start({ dpop: 'required' });
    const answer = await send(await makeProof(provider.url('token'), changes(), header));
    expect(answer.error).toBe('invalid_dpop_proof');
    expect(answer.error_description).toMatch(why);
  });

  it('is refused with the signature of another key, and when it is none', async () => {
    await start({ dpop: 'required' });
    const jwk = await exportJWK((await generateKeyPair('ES256')).publicKey);
    const forged = await makeProof(provider.url('token'), {}, { jwk });
    for (const proof of [forged, 'not-a-token', `${forged}, ${forged}`]) {
      expect(await send(proof)).toMatchObject({ error: 'invalid_dpop_proof' });
    }
  });

  it('serves once', async () => {
    await start({ dpop: 'required' });
    const proof = await makeProof(provider.url('token'));
    await send(proof);
    expect((await send(proof)).error_description).toMatch(/jti/);
  });

  it('for a resource is of that access token', async () => {
    const { client } = await start({ dpop: 'required' });
    const { access_token } = await client.signIn();
    const url = provider.url('me');
    const ath = createHash('sha256').update(access_token).digest('base64url');
    const call = async (changes: Record<string, unknown>) => {
      const dpop = await makeProof(url, { htm: 'GET', ...changes });
      return (await fetch(url, { headers: { authorization: `DPoP ${access_token}`, dpop } }))
        .status;
    };
    expect(await call({ ath })).toBe(200);
    expect(await call({ ath: 'another' })).toBe(401);
    expect(await call({})).toBe(401);
  });
});
