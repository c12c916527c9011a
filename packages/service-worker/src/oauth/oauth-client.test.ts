import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configJson, configOf, oidcProvider, providerJson } from '../testing/make-config.js';
import { DEVICE, DISCOVERY, TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { cut, hang, html, json, status } from '@jupyterlite-auth-bridge/mock-provider';
import type { JsonObject } from '@jupyterlite-auth-bridge/protocol';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { ProviderMetadata } from '../flows/provider-metadata.js';
import { OAuthClient } from './oauth-client.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.stop();
});

function clientOf(config: unknown) {
  let kept: JsonObject | undefined;
  const store = { get: () => kept, set: (value: JsonObject) => void (kept = value) };
  const provider = oidcProvider(configOf(config));
  const metadata = new ProviderMetadata(provider, store, new FakeRuntime(), () =>
    client.discover(),
  );
  const client: OAuthClient = new OAuthClient(provider, metadata);
  return { client, metadata };
}

const client = () => clientOf(configJson(issuer.issuer)).client;

/** Makes every time limit end now. */
function timeOutAtOnce(): void {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() =>
    AbortSignal.abort(new DOMException('too late', 'TimeoutError')),
  );
}

describe('a device code', () => {
  it('has the interval of 5 s where the issuer names none', async () => {
    expect(await client().requestDeviceCode()).toEqual({
      deviceCode: issuer.secrets[0],
      userCode: 'RTJW-LJDN',
      verificationUri: `${issuer.server.origin}/oidc/device`,
      expiresIn: 600_000,
      interval: 5_000,
    });
    expect(issuer.server.at(DEVICE)[0]?.form.get('scope')).toBe('openid profile');
  });

  it('keeps the interval that the issuer names, but asks once in a second at most', async () => {
    issuer.server.on(DEVICE, issuer.code({ interval: 7 }), issuer.code({ interval: 0.001 }));
    expect((await client().requestDeviceCode()).interval).toBe(7_000);
    expect((await client().requestDeviceCode()).interval).toBe(1_000);
  });

  it.each([
    ['verification_uri', 'javascript:alert(document.domain)'],
    ['verification_uri', 'data:text/html,<script>alert(1)</script>'],
    ['verification_uri', '/device'],
    ['verification_uri', 'not a url'],
    ['verification_uri_complete', 'javascript:alert(1)//https://platform.example'],
  ])('is refused with a %s that is no web address: %s', async (field, value) => {
    issuer.server.on(DEVICE, issuer.code({ [field]: value }));
    await expect(client().requestDeviceCode()).rejects.toMatchObject({ code: 'issuer-refused' });
  });

  it.each([
    ['no interval at all', { interval: 0 }],
    ['a code that is none', { user_code: 7 }],
    ['no end', { expires_in: 'never' }],
  ])('is refused with %s', async (_, more) => {
    issuer.server.on(DEVICE, issuer.code(more));
    await expect(client().requestDeviceCode()).rejects.toMatchObject({ code: 'issuer-refused' });
  });
});

describe('errors', () => {
  it('name what an issuer refused', async () => {
    issuer.server.on(TOKEN, refusal('invalid_grant'));
    await expect(client().refresh('r')).rejects.toMatchObject({
      name: 'OAuthError',
      error: 'invalid_grant',
    });
  });

  it.each([
    ['HTML in an answer', html(200)],
    ['a redirect', status(302, { location: '/' })],
    ['no token', json(200, { token_type: 'Bearer' })],
    [
      'a refusal with a challenge',
      refusal('invalid_client', 401, { 'www-authenticate': 'Basic realm="x"' }),
    ],
  ])('tell an answer that cannot be used: %s', async (_, answer) => {
    issuer.server.on(TOKEN, answer);
    await expect(client().pollDeviceCode('d')).rejects.toMatchObject({ code: 'issuer-refused' });
  });

  it.each([
    ['500', status(500)],
    ["a gateway's 502", html(502)],
    ['server_error', refusal('server_error', 500)],
    ['temporarily_unavailable', refusal('temporarily_unavailable')],
    ['too many requests', refusal('too_many_requests', 429)],
    ['a cut connection', cut],
  ])('tell an issuer that is out for now: %s', async (_, answer) => {
    issuer.server.on(TOKEN, answer);
    await expect(client().pollDeviceCode('d')).rejects.toMatchObject({
      code: 'issuer-unreachable',
    });
  });

  it('let slow_down stand, whatever the status', async () => {
    issuer.server.on(TOKEN, refusal('slow_down', 429));
    await expect(client().pollDeviceCode('d')).rejects.toMatchObject({ error: 'slow_down' });
  });

  it('tell an issuer that hangs', async () => {
    issuer.server.on(DISCOVERY, hang);
    timeOutAtOnce();
    await expect(client().requestDeviceCode()).rejects.toMatchObject({
      code: 'issuer-unreachable',
    });
  });
});

describe('discovery', () => {
  it('is done once, and again after a failure', async () => {
    issuer.server.on(DISCOVERY, status(500), json(200, issuer.metadata()));
    const { client: one, metadata } = clientOf(configJson(issuer.issuer));
    await expect(metadata.endpoints()).rejects.toMatchObject({ code: 'issuer-unreachable' });
    expect(metadata.known).toBeUndefined();
    await metadata.endpoints();
    await one.requestDeviceCode();
    expect(metadata.known?.token).toBe(issuer.server.origin + TOKEN);
    expect(issuer.server.at(DISCOVERY)).toHaveLength(2);
  });

  it('refuses the metadata of another issuer', async () => {
    issuer.server.on(DISCOVERY, json(200, { ...issuer.metadata(), issuer: 'https://evil.test' }));
    await expect(client().discover()).rejects.toMatchObject({ code: 'issuer-refused' });
  });

  it('is not needed where auth.json names the endpoints', async () => {
    const endpoints = {
      token: issuer.server.origin + TOKEN,
      deviceAuthorization: issuer.server.origin + DEVICE,
    };
    const provider = { platform: providerJson(issuer.issuer, { endpoints }) };
    const { client: one } = clientOf({ providers: provider, apis: [] });
    await one.requestDeviceCode();
    await one.revoke('secret');
    expect(issuer.server.received.map(({ path }) => path)).toEqual([DEVICE]);
  });
});

describe('tokens', () => {
  it('come with the claims of the ID token', async () => {
    issuer.server.on(TOKEN, issuer.tokens());
    const tokens = await client().pollDeviceCode('d');
    expect(tokens).toMatchObject({
      scopes: ['openid', 'profile'],
      expiresIn: 1800,
      claims: { sub: 'user-1' },
    });
    expect(issuer.secrets).toContain(tokens.accessToken);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.test' }],
    ['another client', { aud: 'someone-else' }],
    ['a time that is over', { exp: 1 }],
  ])('are refused with an ID token for %s', async (_, claims) => {
    issuer.server.on(TOKEN, issuer.tokens({}, claims));
    await expect(client().pollDeviceCode('d')).rejects.toMatchObject({ code: 'issuer-refused' });
  });
});
