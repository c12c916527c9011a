import { isRecord, stringAt } from '../is-record.js';
import type { DevPlatform } from '../start-dev-platform.js';

export const SITE_URL = 'http://localhost:8000/site/';
export const SITE_ORIGIN = 'http://localhost:8000';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export async function toAnswer(response: Response): Promise<Answer> {
  const parsed: unknown = await response.json();
  return {
    status: response.status,
    headers: response.headers,
    body: isRecord(parsed) ? parsed : {},
  };
}

/** Posts a form to the provider as the notebooks' client. */
export async function postForm(
  platform: DevPlatform,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = new URLSearchParams({ client_id: 'cli-device-client', ...form });
  return toAnswer(await fetch(`${platform.issuer}${path}`, { method: 'POST', body, headers }));
}

export interface DeviceFlow {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly answer: Answer;
}

export async function startDeviceFlow(platform: DevPlatform): Promise<DeviceFlow> {
  const answer = await postForm(platform, '/device/auth', { scope: 'openid profile email' });
  return {
    answer,
    deviceCode: stringAt(answer.body, 'device_code') ?? '',
    userCode: stringAt(answer.body, 'user_code') ?? '',
  };
}

export function redeemDeviceCode(platform: DevPlatform, deviceCode: string): Promise<Answer> {
  return postForm(platform, '/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode,
  });
}

export function refresh(platform: DevPlatform, refreshToken: string): Promise<Answer> {
  return postForm(platform, '/token', {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
}

export function tokensIn({ body }: Answer): Tokens {
  return {
    accessToken: stringAt(body, 'access_token') ?? '',
    refreshToken: stringAt(body, 'refresh_token') ?? '',
    idToken: stringAt(body, 'id_token') ?? '',
  };
}

/** Tokens by the whole device flow, confirmed without a browser. */
export async function signInByDevice(
  platform: DevPlatform,
  account?: Parameters<DevPlatform['confirmDevice']>[1],
): Promise<Tokens> {
  const { deviceCode, userCode } = await startDeviceFlow(platform);
  await platform.confirmDevice(userCode, account);
  return tokensIn(await redeemDeviceCode(platform, deviceCode));
}

export async function callApi(
  platform: DevPlatform,
  path: string,
  headers: Readonly<Record<string, string>>,
  init: RequestInit = {},
): Promise<Answer> {
  return toAnswer(await fetch(`${platform.origin}/api${path}`, { ...init, headers }));
}

export function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
