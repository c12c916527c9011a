import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LINUS } from '../accounts.js';
import { startDevPlatform, type DevPlatform } from '../start-dev-platform.js';
import {
  bearer,
  callApi,
  postForm,
  redeemDeviceCode,
  refresh,
  signInByDevice,
  SITE_ORIGIN,
  SITE_URL,
  startDeviceFlow,
  tokensIn,
} from '../testing/oauth-client.js';

let platform: DevPlatform;
beforeAll(async () => {
  platform = await startDevPlatform({ port: 0, siteUrl: SITE_URL });
});
afterAll(() => platform.stop());
afterEach(() => vi.useRealTimers());

const later = (seconds: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });

function claimsIn(idToken: string): unknown {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
}

describe('discovery', () => {
  it('names the paths that the platform has', async () => {
    const response = await fetch(`${platform.issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: platform.issuer,
      device_authorization_endpoint: `${platform.issuer}/device/auth`,
      token_endpoint: `${platform.issuer}/token`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
});

describe('the device flow', () => {
  it('gives out a code without an interval', async () => {
    const { answer, userCode } = await startDeviceFlow(platform);
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(answer.body).toMatchObject({
      verification_uri: `${platform.issuer}/device`,
      verification_uri_complete: `${platform.issuer}/device?user_code=${userCode}`,
      expires_in: 600,
    });
    expect(answer.body).not.toHaveProperty('interval');
  });

  it('is pending until confirmed, then gives tokens of who confirmed, once', async () => {
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    const pending = await redeemDeviceCode(platform, deviceCode);
    expect([pending.status, pending.body.error]).toEqual([400, 'authorization_pending']);

    await platform.confirmDevice(userCode.toLowerCase(), LINUS);
    const answer = await redeemDeviceCode(platform, deviceCode);
    expect(answer.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 1800,
      scope: 'openid profile email',
    });
    expect(claimsIn(tokensIn(answer).idToken)).toMatchObject({
      sub: LINUS.userId,
      aud: 'cli-device-client',
      name: LINUS.name,
      preferred_username: LINUS.username,
      email: LINUS.email,
    });

    const again = await redeemDeviceCode(platform, deviceCode);
    expect(again.body.error).toBe('invalid_grant');
  });

  it('says that the user refused', async () => {
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    await platform.denyDevice(userCode);
    expect((await redeemDeviceCode(platform, deviceCode)).body.error).toBe('access_denied');
  });

  it('says that the code expired', async () => {
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    later(601);
    expect((await redeemDeviceCode(platform, deviceCode)).body.error).toBe('expired_token');
    await expect(platform.confirmDevice(userCode)).rejects.toThrow('start a new one');
  });

  it('decides on a code once', async () => {
    const { userCode } = await startDeviceFlow(platform);
    await platform.confirmDevice(userCode);
    await expect(platform.denyDevice(userCode)).rejects.toThrow(userCode);
    await expect(platform.confirmDevice('ZZZZ-ZZZZ')).rejects.toThrow('No sign-in waits');
  });
});

describe('with a user code of its own', () => {
  it('gives that one, and means the newest sign-in by it', async () => {
    const fixed = await startDevPlatform({
      port: 0,
      siteUrl: SITE_URL,
      userCode: 'RTJW-LJDN',
      deviceInterval: 1,
    });
    try {
      const first = await startDeviceFlow(fixed);
      const { answer, deviceCode, userCode } = await startDeviceFlow(fixed);
      expect([first.userCode, userCode]).toEqual(['RTJW-LJDN', 'RTJW-LJDN']);
      expect(answer.body).toMatchObject({
        verification_uri_complete: `${fixed.issuer}/device?user_code=RTJW-LJDN`,
        interval: 1,
      });
      await fixed.confirmDevice('RTJW-LJDN', LINUS);
      expect((await redeemDeviceCode(fixed, first.deviceCode)).body.error).toBe('invalid_grant');
      const redeemed = tokensIn(await redeemDeviceCode(fixed, deviceCode));
      expect(claimsIn(redeemed.idToken)).toMatchObject({ sub: LINUS.userId });
    } finally {
      await fixed.stop();
    }
  });
});

describe('refresh tokens', () => {
  it('rotate; reuse of an old one ends the family', async () => {
    const first = await signInByDevice(platform);
    const second = tokensIn(await refresh(platform, first.refreshToken));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await callApi(platform, '/v1/users/me', bearer(second.accessToken))).status).toBe(200);

    expect((await refresh(platform, first.refreshToken)).body.error).toBe('invalid_grant');
    expect((await refresh(platform, second.refreshToken)).body.error).toBe('invalid_grant');
    expect((await callApi(platform, '/v1/users/me', bearer(second.accessToken))).status).toBe(401);
  });

  it('are revoked without ending another sign-in of the same user', async () => {
    const [one, other] = [await signInByDevice(platform), await signInByDevice(platform)];
    const body = new URLSearchParams({ client_id: 'cli-device-client', token: one.refreshToken });
    const url = `${platform.issuer}/token/revocation`;
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    expect((await refresh(platform, one.refreshToken)).status).toBe(400);
    expect((await refresh(platform, other.refreshToken)).status).toBe(200);
  });
});

describe('the end of a session', () => {
  it('access tokens end by themselves, to the second', async () => {
    const short = await startDevPlatform({ port: 0, siteUrl: SITE_URL, accessTokenSeconds: 5 });
    try {
      const { accessToken } = await signInByDevice(short);
      expect((await callApi(short, '/v1/users/me', bearer(accessToken))).status).toBe(200);
      later(6);
      expect((await callApi(short, '/v1/users/me', bearer(accessToken))).status).toBe(401);
    } finally {
      await short.stop();
    }
  });

  it('expireAccessTokens leaves the refresh token working', async () => {
    const { accessToken, refreshToken } = await signInByDevice(platform);
    platform.expireAccessTokens();
    expect((await callApi(platform, '/v1/users/me', bearer(accessToken))).status).toBe(401);
    const renewed = tokensIn(await refresh(platform, refreshToken));
    const answer = await callApi(platform, '/v1/users/me', bearer(renewed.accessToken));
    expect(answer.status).toBe(200);
  });

  it('revokeSessions ends both', async () => {
    const { accessToken, refreshToken } = await signInByDevice(platform);
    platform.revokeSessions();
    expect((await callApi(platform, '/v1/users/me', bearer(accessToken))).status).toBe(401);
    expect((await refresh(platform, refreshToken)).body.error).toBe('invalid_grant');
  });
});

describe('browsers', () => {
  it('of the site may call the token endpoint and userinfo, others may not', async () => {
    const { accessToken } = await signInByDevice(platform);
    const form = { scope: 'openid' };
    const own = await postForm(platform, '/device/auth', form, { Origin: SITE_ORIGIN });
    expect(own.headers.get('Access-Control-Allow-Origin')).toBe(SITE_ORIGIN);
    const foreign = await postForm(platform, '/device/auth', form, {
      Origin: 'http://localhost:1',
    });
    expect(foreign.status).toBe(400);
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();

    const userinfo = await fetch(`${platform.issuer}/me`, {
      headers: { ...bearer(accessToken), Origin: SITE_ORIGIN },
    });
    expect(userinfo.headers.get('Access-Control-Allow-Origin')).toBe(SITE_ORIGIN);
    expect(await userinfo.json()).toMatchObject({ name: 'Ada Example', email_verified: true });
  });
});

describe('what tests see', () => {
  it('records requests with their bodies and answers, and every credential', async () => {
    const before = platform.received.length;
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    await platform.confirmDevice(userCode);
    const tokens = tokensIn(await redeemDeviceCode(platform, deviceCode));

    expect(platform.received.slice(before)).toMatchObject([
      { method: 'POST', path: '/oidc/device/auth', status: 200 },
      { method: 'POST', path: '/oidc/token', status: 200, body: { device_code: deviceCode } },
    ]);
    expect(platform.issuedSecrets()).toEqual(
      expect.arrayContaining([
        { kind: 'device-code', value: deviceCode },
        { kind: 'access-token', value: tokens.accessToken },
        { kind: 'refresh-token', value: tokens.refreshToken },
        { kind: 'id-token', value: tokens.idToken },
      ]),
    );
  });

  it('prints nothing while it starts and answers', async () => {
    const printed = (['warn', 'info', 'error', 'log'] as const).map((name) =>
      vi.spyOn(console, name),
    );
    const quiet = await startDevPlatform({ port: 0, siteUrl: SITE_URL });
    await signInByDevice(quiet);
    await quiet.stop();
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
