import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADA, GRACE, LINUS, type TestAccount } from './accounts.js';
import { stringAt } from './is-record.js';
import { startDevPlatform, type DevPlatform } from './start-dev-platform.js';
import { Browser, hiddenFields } from './testing/browser.js';
import {
  bearer,
  callApi,
  postForm,
  redeemDeviceCode,
  SITE_ORIGIN,
  SITE_URL,
  startDeviceFlow,
  toAnswer,
  tokensIn,
} from './testing/oauth-client.js';

let platform: DevPlatform;
let browser: Browser;
beforeAll(async () => {
  const furtherProviders = ['second'];
  platform = await startDevPlatform({ port: 0, siteUrl: SITE_URL, furtherProviders });
});
beforeEach(() => {
  browser = new Browser(platform.origin);
});
afterAll(() => platform.stop());

function signIn(account: TestAccount, next = '/'): Promise<Response> {
  return browser.post('/sign-in', { email: account.email, password: account.password, next });
}

/** The confirmation page for a code, by way of the form that submits itself. */
async function openCode(userCode: string): Promise<string> {
  const page = await (await browser.get(`/oidc/device?user_code=${userCode}`)).text();
  return (await browser.post('/oidc/device', hiddenFields(page))).text();
}

describe('signing in', () => {
  it('shows who is signed in, until sign-out', async () => {
    expect(await (await browser.get('/')).text()).not.toContain(ADA.email);
    expect(await (await signIn(ADA)).text()).toContain(ADA.email);
    expect(await (await browser.post('/sign-out')).text()).not.toContain(ADA.email);
    expect((await browser.post('/session')).status).toBe(401);
  });

  it('refuses a wrong password and says so', async () => {
    const response = await browser.post('/sign-in', { email: ADA.email, password: 'wrong' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('The e-mail or the password is wrong.');
  });

  it('stays at the platform, whatever `next` says', async () => {
    const response = await signIn(ADA, '//evil.example/');
    expect(response.url).toBe(`${platform.origin}/`);
  });

  it('takes no form from another origin', async () => {
    const response = await fetch(`${platform.origin}/sign-out`, {
      method: 'POST',
      headers: { Origin: SITE_ORIGIN },
    });
    expect(response.status).toBe(403);
  });
});

describe('the device page', () => {
  it('asks for the password, then for the code, and gives the tokens of who allowed', async () => {
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    const device = `/oidc/device?user_code=${userCode}`;
    expect((await browser.get(device)).url).toContain('/sign-in?next=');
    await signIn(ADA, device);
    // The link "Use another account" leads to the same form.
    await signIn(LINUS, device);
    const page = await openCode(userCode);
    expect(page).toContain(userCode);
    expect(page).toContain(LINUS.email);

    const done = await browser.post('/oidc/device', { ...hiddenFields(page), confirm: 'yes' });
    expect(await done.text()).toContain('You are signed in');
    const { accessToken } = tokensIn(await redeemDeviceCode(platform, deviceCode));
    const me = await callApi(platform, '/v1/users/me', bearer(accessToken));
    expect(me.body).toMatchObject({ data: { user: { entity: { email: LINUS.email } } } });
  });

  it('asks for no password where the user is signed in at the host page', async () => {
    await signIn(ADA);
    const { userCode } = await startDeviceFlow(platform);
    expect(await openCode(userCode)).toContain('Connect this notebook?');
  });

  it('refuses for the user', async () => {
    await signIn(ADA);
    const { deviceCode, userCode } = await startDeviceFlow(platform);
    const fields = hiddenFields(await openCode(userCode));
    const done = await browser.post('/oidc/device', { ...fields, abort: 'yes' });
    expect(await done.text()).toContain('Sign-in refused');
    expect((await redeemDeviceCode(platform, deviceCode)).body.error).toBe('access_denied');
  });

  it('says what is wrong with a code', async () => {
    await signIn(ADA);
    expect(await openCode('ZZZZ-ZZZZ')).toContain('There is no such code.');
    const { userCode } = await startDeviceFlow(platform);
    await platform.denyDevice(userCode);
    expect(await openCode(userCode)).toContain('This code has been used already.');
  });

  it('cannot be framed', async () => {
    await signIn(ADA);
    const { headers } = await browser.get('/oidc/device');
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
  });
});

describe('authorization code with PKCE', () => {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${SITE_URL}auth-bridge/callback`;
  const requestTo = (address: string, client = 'cli-device-client') =>
    `/oidc/auth?${new URLSearchParams({
      client_id: client,
      response_type: 'code',
      scope: 'openid profile email',
      redirect_uri: address,
      state: 'the-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()}`;
  const request = requestTo(redirectUri);

  async function actionOf(response: Response): Promise<string> {
    return /action="([^"]+)"/.exec(await response.text())?.[1] ?? '';
  }

  it('asks for password and consent, then answers the site with a code and its issuer', async () => {
    const signInForm = await actionOf(await browser.get(request));
    const credentials = { email: GRACE.email, password: GRACE.password };
    const consentForm = await actionOf(await browser.post(signInForm, credentials));
    const response = await browser.post(consentForm, { decision: 'allow' });

    const callback = new URL(response.headers.get('Location') ?? '');
    expect(callback.href).toMatch(new RegExp(`^${redirectUri}\\?`));
    expect(callback.searchParams.get('iss')).toBe(platform.issuer);
    expect(callback.searchParams.get('state')).toBe('the-state');
    const tokens = await postForm(platform, '/token', {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    expect(tokens.body).toHaveProperty('refresh_token');
  });

  it('knows the client and the address of each provider of the site that it is, and no other', async () => {
    const second = 'cli-device-client-second';
    const further = await browser.get(requestTo(`${redirectUri}/second`, second));
    expect(await actionOf(further)).toContain('/interaction/');
    for (const address of ['second', 'third', ''].map((id) => `${redirectUri}/${id}`)) {
      expect((await browser.get(requestTo(address))).status).toBe(400);
    }
  });

  it('tells the site that the user refused', async () => {
    await signIn(ADA);
    const consentForm = await actionOf(await browser.get(request));
    const response = await browser.post(consentForm, { decision: 'deny' });
    expect(response.headers.get('Location')).toContain('error=access_denied');
  });

  it('answers a forgotten sign-in with a page that says what to do', async () => {
    const response = await browser.get('/interaction/unknown');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('start the sign-in again');
  });
});

describe('the host page', () => {
  it('hands out what the notebooks need, with a fresh auth token each time', async () => {
    await signIn(ADA);
    const first = await toAnswer(await browser.post('/session'));
    const second = await toAnswer(await browser.post('/session'));
    const tokens = [first, second].map(({ body }) => stringAt(body.apiConfig, 'authToken'));
    expect(first.body).toEqual({
      apiConfig: {
        accountId: ADA.accountId,
        authToken: tokens[0],
        organizationId: ADA.organization?.id,
        clusters: ADA.clusters,
      },
      environ: {
        API_HOST: 'localhost',
        API_PORT: String(platform.port),
        API_SECURE: 'false',
        API_VERSION: '2018-10-01',
      },
    });
    expect(tokens[0]).not.toBe(tokens[1]);
    for (const token of tokens) {
      const headers = { 'X-Account-Id': ADA.accountId, 'X-Auth-Token': token ?? '' };
      expect((await callApi(platform, '/v1/users/me', headers)).status).toBe(200);
      expect(platform.issuedSecrets()).toContainEqual({ kind: 'auth-token', value: token });
    }
  });

  it('embeds the notebook that its address names, with the materials ticked', async () => {
    await signIn(ADA);
    const page = await browser.get(
      '/notebooks?path=a%20b%2Fc.ipynb&material=material-ada-silicon&app=notebooks',
    );
    const text = await page.text();
    expect(text).toContain(`"${SITE_URL}notebooks/index.html?path=a+b%2Fc.ipynb"`);
    expect(text).toMatch(/value="material-ada-silicon"\s+checked/);
    expect(text).not.toMatch(/value="material-ada-germanium"\s+checked/);
    expect(text).not.toContain('linus');
  });

  it('asks for the password first and then shows what was asked for', async () => {
    const asked = await browser.get('/notebooks?path=c.ipynb');
    const fields = hiddenFields(await asked.text());
    expect(fields).toEqual({ next: '/notebooks?path=c.ipynb' });
    const shown = await signIn(ADA, fields.next);
    expect(shown.url).toBe(`${platform.origin}/notebooks?path=c.ipynb`);
  });
});

it('says so where there is no page', async () => {
  const response = await browser.get('/nowhere');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('No such page');
});
