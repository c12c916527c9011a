import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    "the issuer's endpoints: own flows in other spellings, bodies and grants, by way of a redirect, with codes shown twice",
  from: 'kernel',
  differs: true,
  script: async ({ platform, evil, handles }, kit) => {
    const oidc = `${platform}oidc/`;
    const client = 'client_id=cli-device-client';
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (name: string, url: string, body: string, headers: HeadersInit = form) =>
      kit.call(name, url, { method: 'POST', body, headers });
    const seen: unknown[] = [];
    const ask = `${client}&scope=openid`;
    for (const path of [
      'device/auth',
      'device/auth/',
      'device//auth',
      'Device/Auth',
      '%64evice/auth',
      'device/auth;x',
      'device/auth?x=y',
      'device%2fauth',
    ]) {
      seen.push(await post(`code at ${path}`, oidc + path, ask));
    }
    // A code that the kernel was given, shown twice.
    const given = await post('a code', `${oidc}device/auth`, ask);
    const { device_code: code = '' } = JSON.parse(String(given.text)) as { device_code?: string };
    const grant = encodeURIComponent('urn:ietf:params:oauth:grant-type:device_code');
    for (const name of ['a code shown', 'a code replayed']) {
      const body = `${client}&grant_type=${grant}&device_code=${code}`;
      seen.push(await post(name, `${oidc}token`, body));
    }
    seen.push(kit.xhr('code by XHR', `${oidc}device/auth?${ask}`, form, 'POST'));
    seen.push(
      await post('code as text', `${oidc}device/auth`, ask, { 'content-type': 'text/plain' }),
    );
    seen.push(await post('code by no-cors', `${oidc}device/auth`, ask));
    const to = encodeURIComponent(`${oidc}device/auth`);
    seen.push(await post('code by a redirect', `${evil}redirect?status=307&to=${to}`, ask));
    const grants: Record<string, string> = {
      refresh: `refresh_token=${handles.own}`,
      refresh_dead: `refresh_token=${handles.dead}`,
      'urn:ietf:params:oauth:grant-type:device_code': 'device_code=jlab_device_guess',
      authorization_code: 'code=guess&code_verifier=guess&redirect_uri=x',
      client_credentials: 'scope=openid',
      password: 'username=ada&password=ada',
      'urn:ietf:params:oauth:grant-type:token-exchange': `subject_token=${handles.own}&subject_token_type=urn:ietf:params:oauth:token-type:access_token`,
      'urn:ietf:params:oauth:grant-type:jwt-bearer': `assertion=${handles.own}`,
    };
    for (const [grant, parameters] of Object.entries(grants)) {
      const type = grant.startsWith('refresh') ? 'refresh_token' : grant;
      const body = `${client}&grant_type=${encodeURIComponent(type)}&${parameters}`;
      seen.push(await post(grant, `${oidc}token`, body));
      seen.push(await post(`${grant} twice`, `${oidc}token`, `grant_type=x&${body}&grant_type=y`));
      const json = JSON.stringify(Object.fromEntries(new URLSearchParams(body)));
      seen.push(
        await post(`${grant} as JSON`, `${oidc}token`, json, {
          'content-type': 'application/json',
        }),
      );
    }
    for (const path of ['me', 'token/introspection', 'token/revocation', 'session/end']) {
      const headers = { ...form, authorization: `Bearer ${handles.own}` };
      seen.push(await post(path, oidc + path, `token=${handles.own}&${client}`, headers));
      seen.push(await kit.call(path, oidc + path, { headers }));
    }
    seen.push(await kit.call('afterwards', `${platform}api/v1/x`));
    return seen;
  },
  // Poisoned: what a kernel's own flow brought has taken the session's place.
  gains: ({ api }) =>
    api.some(({ caller, method }) => method === 'GET' && caller !== ADA.email)
      ? ['another session is used']
      : [],
  fromWeak: [
    'code at device/auth/ saw a credential',
    'a code replayed saw a credential',
    'refresh_dead saw a credential',
  ],
};
