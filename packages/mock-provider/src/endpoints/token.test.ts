import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockProvider } from '../mock-provider.js';
import type { MockProviderOptions } from '../options.js';
import { json, lost, refusal } from '../server/index.js';
import { makeClient } from '../testing/client.js';

let provider: MockProvider;
const start = async (options: MockProviderOptions = {}) => {
  provider = await MockProvider.start({ idTokenAlg: 'ES256', ...options });
  return makeClient(provider);
};
let client: Awaited<ReturnType<typeof start>>;
beforeEach(async () => (client = await start()));
afterEach(() => provider.stop());

const refused = { error: 'invalid_grant' };
const active = (token: string) => provider.inspect(token).active;

describe('a refresh', () => {
  it('gives new tokens and spends the old one', async () => {
    const first = await client.signIn();
    const second = await client.refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await client.me(second.access_token)).toMatchObject({ sub: 'user-1' });
    expect(await client.refresh(second.refresh_token)).toHaveProperty('id_token');
    expect(provider).toMatchObject({ refreshes: 2, replays: 0 });
  });

  it('by a spent token is a replay: it is counted, and ends all tokens of that sign-in', async () => {
    const [first, other] = [await client.signIn(), await client.signIn()];
    const second = await client.refresh(first.refresh_token);
    await expect(client.refresh(first.refresh_token)).rejects.toMatchObject(refused);
    expect(provider.replays).toBe(1);
    await expect(client.refresh(second.refresh_token)).rejects.toMatchObject(refused);
    expect([first, second].map(({ access_token }) => active(access_token))).toEqual([false, false]);
    expect(await client.refresh(other.refresh_token)).toHaveProperty('access_token');
  });

  it('whose answer is lost has spent the token all the same', async () => {
    const { refresh_token } = await client.signIn();
    provider.fault('token', lost, 1);
    await expect(client.refresh(refresh_token)).rejects.toThrow('fetch failed');
    await expect(client.refresh(refresh_token)).rejects.toMatchObject(refused);
    expect(provider.replays).toBe(1);
  });

  it('goes on with the first token where the issuer keeps it', async () => {
    await provider.stop();
    client = await start({ refreshTokens: 'keep' });
    const { refresh_token } = await client.signIn();
    for (let i = 0; i < 2; i += 1) {
      expect(await client.refresh(refresh_token)).not.toHaveProperty('refresh_token');
    }
    expect(provider.replays).toBe(0);
  });

  it('is not possible where there are no refresh tokens', async () => {
    await provider.stop();
    client = await start({ refreshTokens: 'none' });
    expect(await client.signIn()).not.toHaveProperty('refresh_token');
    await expect(client.refresh('made-up')).rejects.toMatchObject(refused);
  });

  it('is refused after the test has revoked all tokens', async () => {
    const { refresh_token, access_token } = await client.signIn();
    provider.revokeTokens();
    expect(active(access_token)).toBe(false);
    await expect(client.refresh(refresh_token)).rejects.toMatchObject(refused);
    expect(provider.replays).toBe(0);
  });

  it('takes the tokens of a scripted answer', async () => {
    provider.on('token', provider.tokens());
    const { refresh_token, access_token } = await client.signIn();
    provider.reset();
    expect(await client.me(access_token)).toMatchObject({ sub: 'user-1' });
    expect(await client.refresh(refresh_token)).toHaveProperty('access_token');
  });
});

describe('an access token', () => {
  it('lives as long as the options say', async () => {
    await provider.stop();
    let now = Date.now();
    client = await start({ accessTokenSeconds: 5, now: () => now });
    const tokens = await client.signIn();
    expect(tokens.expires_in).toBe(5);
    now += 4_999;
    expect(active(tokens.access_token)).toBe(true);
    now += 1;
    expect(active(tokens.access_token)).toBe(false);
  });

  it('ends when the test says so, and a refresh brings another', async () => {
    const { access_token, refresh_token } = await client.signIn();
    provider.expireAccessTokens();
    await expect(client.me(access_token)).rejects.toMatchObject({ status: 401 });
    const renewed = await client.refresh(refresh_token);
    expect(await client.me(renewed.access_token)).toMatchObject({ sub: 'user-1' });
  });

  it('is asked for by every protected resource, userinfo included', async () => {
    provider.on(
      '/api/jobs',
      provider.protect((user) => json(200, { of: user.sub })),
    );
    const { access_token } = await client.signIn();
    for (const endpoint of ['me', 'userinfo', '/api/jobs'] as const) {
      const call = (authorization?: string) =>
        fetch(provider.url(endpoint), authorization ? { headers: { authorization } } : {});
      expect((await call(`Bearer ${access_token}`)).status).toBe(200);
      for (const other of [undefined, 'Bearer', 'Bearer x', `Basic ${access_token}`]) {
        const response = await call(other);
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
      }
    }
  });

  it('comes without an ID token where openid is not asked for', async () => {
    const { device_code } = await client.deviceCode('api');
    provider.approve();
    const tokens = await client.poll(device_code);
    expect(tokens.scope).toBe('api');
    expect(tokens).not.toHaveProperty('id_token');
  });
});

describe('revocation', () => {
  it('of a refresh token ends the sign-in, of an access token only that token', async () => {
    const first = await client.signIn();
    await client.revoke(first.access_token);
    expect(active(first.access_token)).toBe(false);
    const second = await client.refresh(first.refresh_token);
    await client.revoke(second.refresh_token ?? '');
    expect(active(second.access_token)).toBe(false);
    await expect(client.refresh(second.refresh_token)).rejects.toMatchObject(refused);
    await client.revoke('unknown');
  });
});

describe('the token endpoint', () => {
  it('answers by script, by fault, and by itself again', async () => {
    const { device_code } = await client.deviceCode();
    provider.on('token', refusal('temporarily_unavailable'), refusal('server_error', 429));
    provider.fault('token', refusal('slow_down'), 1);
    for (const error of ['slow_down', 'temporarily_unavailable', 'server_error', 'server_error']) {
      await expect(client.poll(device_code)).rejects.toMatchObject({ error });
    }
    provider.reset('token');
    await expect(client.poll(device_code)).rejects.toMatchObject({
      error: 'authorization_pending',
    });
  });

  it('knows no other grants', async () => {
    const body = new URLSearchParams({ client_id: provider.clientId, grant_type: 'password' });
    const response = await fetch(provider.url('token'), { method: 'POST', body });
    expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('secrets', () => {
  it('are all that was given away, each found by itself alone', async () => {
    const { id_token = '', ...tokens } = await client.signIn();
    expect(provider.secrets).toEqual([
      expect.stringMatching(/^secret-device-1-/),
      tokens.access_token,
      tokens.refresh_token,
      id_token.split('.')[2],
    ]);
    const other = await MockProvider.start();
    expect(await (await makeClient(other)).deviceCode()).toHaveProperty('device_code');
    expect(provider.secrets).not.toContain(other.secrets[0]);
    await other.stop();
  });
});

describe('metadata', () => {
  it('changes as the test says', async () => {
    await provider.stop();
    client = await start({ authorization: false, metadata: { jwks_uri: undefined } });
    expect(client.server).not.toHaveProperty('authorization_endpoint');
    expect(client.server).not.toHaveProperty('jwks_uri');
    provider.allowAuthorization();
    provider.changeMetadata({ claims_supported: ['sub'] });
    expect((await makeClient(provider)).server).toMatchObject({
      authorization_endpoint: provider.url('authorize'),
      claims_supported: ['sub'],
    });
  });

  it.each(['', '/', '/a/b', '/a/'])('is found for an issuer at "%s"', async (issuerPath) => {
    await provider.stop();
    client = await start({ issuerPath });
    expect(client.server.issuer).toBe(provider.origin + issuerPath);
    expect(await client.signIn()).toHaveProperty('id_token');
  });
});
