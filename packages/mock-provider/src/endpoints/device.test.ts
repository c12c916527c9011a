import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockProvider } from '../mock-provider.js';
import type { MockProviderOptions } from '../options.js';
import { makeClient } from '../testing/client.js';

let provider: MockProvider;
const start = async (options: MockProviderOptions = {}) => {
  provider = await MockProvider.start({ idTokenAlg: 'ES256', ...options });
  return makeClient(provider);
};
let client: Awaited<ReturnType<typeof start>>;
beforeEach(async () => (client = await start()));
afterEach(() => provider.stop());

const pending = { error: 'authorization_pending' };

describe('the device flow', () => {
  it('is pending until the user approves, and its code serves once', async () => {
    const { device_code, user_code } = await client.deviceCode();
    await expect(client.poll(device_code)).rejects.toMatchObject(pending);
    provider.approve(user_code);
    const tokens = await client.poll(device_code);
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid profile' });
    expect(provider.secrets).toEqual(
      expect.arrayContaining([device_code, tokens.access_token, tokens.refresh_token]),
    );
    expect(await client.me(tokens.access_token)).toEqual({
      sub: 'user-1',
      name: 'Grace Murray Hopper',
    });
    await expect(client.poll(device_code)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(provider.polls).toBe(3);
  });

  it('names neither interval nor a complete link by default', async () => {
    const code = await client.deviceCode();
    expect(code).toMatchObject({ user_code: 'RTJW-LJDN', expires_in: 600 });
    expect(code.interval).toBeUndefined();
    expect(code.verification_uri_complete).toBeUndefined();
    expect((await fetch(code.verification_uri)).status).toBe(200);
  });

  it('names both where the options ask for it', async () => {
    await provider.stop();
    client = await start({ interval: 7, verificationUriComplete: true, deviceCodeSeconds: 60 });
    const code = await client.deviceCode();
    expect(code).toMatchObject({ interval: 7, expires_in: 60 });
    expect(code.verification_uri_complete).toBe(`${code.verification_uri}?user_code=RTJW-LJDN`);
  });

  it('ends with the denial', async () => {
    const { device_code } = await client.deviceCode();
    provider.deny();
    await expect(client.poll(device_code)).rejects.toMatchObject({ error: 'access_denied' });
  });

  it('tells its sign-ins apart by their user codes', async () => {
    const [first, second] = [await client.deviceCode(), await client.deviceCode()];
    expect(second.user_code).toMatch(/^[B-XZ]{4}-[B-XZ]{4}$/);
    provider.approve(first.user_code);
    provider.deny(second.user_code);
    await expect(client.poll(second.device_code)).rejects.toMatchObject({ error: 'access_denied' });
    expect(await client.poll(first.device_code)).toHaveProperty('access_token');
  });

  it('expires by the clock', async () => {
    await provider.stop();
    let now = Date.now();
    client = await start({ deviceCodeSeconds: 60, now: () => now });
    const { device_code } = await client.deviceCode();
    now += 59_999;
    await expect(client.poll(device_code)).rejects.toMatchObject(pending);
    now += 1;
    await expect(client.poll(device_code)).rejects.toMatchObject({ error: 'expired_token' });
    expect(() => provider.approve()).toThrow(/pending/);
  });

  it('expires when the test says so, later codes do not', async () => {
    const old = await client.deviceCode();
    provider.expireDeviceCodes();
    await expect(client.poll(old.device_code)).rejects.toMatchObject({ error: 'expired_token' });
    const { device_code } = await client.deviceCode();
    await expect(client.poll(device_code)).rejects.toMatchObject(pending);
  });

  it('asks to slow down as often as the test says', async () => {
    const { device_code } = await client.deviceCode();
    provider.slowDown(2);
    for (let i = 0; i < 2; i += 1) {
      await expect(client.poll(device_code)).rejects.toMatchObject({ error: 'slow_down' });
    }
    await expect(client.poll(device_code)).rejects.toMatchObject(pending);
  });

  it('refuses a code that it did not give', async () => {
    await expect(client.poll('made-up')).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('takes a scripted code like one of its own', async () => {
    provider.on('device', provider.code({ user_code: 'ABCD', interval: 1, expires_in: 9 }));
    const code = await client.deviceCode();
    expect(code).toMatchObject({ user_code: 'ABCD', interval: 1, expires_in: 9 });
    provider.approve('ABCD');
    expect(await client.poll(code.device_code)).toHaveProperty('access_token');
  });

  it('cannot be approved before the client has asked', () => {
    expect(() => provider.approve()).toThrow(/wait until the client has asked/);
    expect(() => provider.deny('WXYZ')).toThrow(/WXYZ/);
  });

  it('signs in whom the test chooses', async () => {
    await provider.stop();
    client = await start({ users: [{ sub: 'a' }, { sub: 'b', email: 'b@example.org' }] });
    provider.chooseUser('b');
    const tokens = await client.signIn();
    expect(await client.me(tokens.access_token)).toEqual({ sub: 'b', email: 'b@example.org' });
    expect(() => provider.chooseUser('c')).toThrow(/"c"/);
  });
});

describe('the client', () => {
  it('is refused by another id, and in another form', async () => {
    for (const body of [
      new URLSearchParams({ client_id: 'another' }),
      JSON.stringify({ client_id: provider.clientId }),
    ]) {
      for (const endpoint of ['device', 'token', 'revoke'] as const) {
        const response = await fetch(provider.url(endpoint), { method: 'POST', body });
        expect(response.ok).toBe(false);
      }
    }
    expect((await fetch(provider.url('token'))).status).toBe(405);
  });

  it('needs its secret where it has one', async () => {
    await provider.stop();
    const open = await start({ clientSecret: 's3' });
    await expect(open.deviceCode()).rejects.toMatchObject({ error: 'invalid_client' });
    const confidential = await makeClient(provider, { clientSecret: 's3' });
    expect(await confidential.signIn()).toHaveProperty('access_token');
    expect(open.server.token_endpoint_auth_methods_supported).toEqual(['client_secret_post']);
  });
});
