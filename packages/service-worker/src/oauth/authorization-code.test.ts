import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { makeSessions, SITE as SCOPE } from '../testing/make-sessions.js';
import { memoryStore } from '../testing/memory-store.js';
import { TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { answerCallback, answerStart } from './authorization-code.js';
import { AUTHORIZATION_MS } from '../flows/flow.js';

const OWN = `${SCOPE}auth-bridge/`;

let issuer: MockProvider;
beforeEach(async () => {
  issuer = await startIssuer();
  issuer.allowAuthorization();
});
afterEach(() => issuer.stop());

/** A sign-in by this method on its way, as far as the user's click. */
async function setUp(method: 'popup' | 'redirect' = 'popup') {
  const platform = providerJson(issuer.issuer, { signIn: [method, 'device'] });
  const made = makeSessions(configOf({ providers: { platform }, apis: [] }));
  const store = memoryStore();
  const context = { ...made, store, own: OWN, scope: SCOPE, framed: false };
  await made.sessions.signIn(made.provider);
  const signIn = made.vault.signIn('platform');
  const startUrl = (returnTo = `${SCOPE}lab/index.html`) => {
    const query = { provider: 'platform', 'sign-in': signIn?.id ?? '', return: returnTo };
    return new URL(`${OWN}start?${new URLSearchParams(query).toString()}`);
  };
  /** What the issuer's page is asked for. */
  const start = async (returnTo?: string) =>
    new URL(locationOf(await answerStart(startUrl(returnTo), context)));
  return { ...context, context, startUrl, start };
}

const locationOf = (response: Response) => {
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
};

const callbackUrl = (parameters: Record<string, string>) =>
  new URL(`${OWN}callback?${new URLSearchParams(parameters).toString()}`);

describe('answerStart', () => {
  it('sends the user to the issuer with state, nonce and an S256 challenge', async () => {
    const { start } = await setUp();
    const url = await start();
    expect(`${url.origin}${url.pathname}`).toBe(issuer.url('authorize'));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${OWN}callback`,
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(url.searchParams.get(name)?.length).toBeGreaterThan(20);
    }
    expect(url.hash).toBe('');
  });

  it('begins nothing that the user has not asked for', async () => {
    const { context, startUrl } = await setUp();
    const url = startUrl();
    url.searchParams.set('sign-in', 'made-up');
    expect(locationOf(await answerStart(url, context))).toBe(`${OWN}done?result=failed#_`);
    expect(context.store.records.size).toBe(0);
  });

  it('keeps verifier and nonce sealed: page code that reads the store learns neither', async () => {
    const { start, store } = await setUp();
    const url = await start();
    const [record] = store.records.values();
    const stored = Buffer.from(record?.ciphertext ?? new ArrayBuffer(0)).toString('latin1');
    expect(stored).not.toContain('verifier');
    expect(stored).not.toContain(url.searchParams.get('nonce'));
    expect([...store.records.keys()].join()).not.toContain(url.searchParams.get('state'));
  });
});

describe('answerCallback', () => {
  it('redeems the code with the verifier of the challenge, and answers with a redirect', async () => {
    const { start, context, vault, seen } = await setUp();
    const url = await start();
    const nonce = url.searchParams.get('nonce') ?? '';
    issuer.server.on(TOKEN, issuer.tokens({}, { nonce, name: 'Grace Hopper' }));
    const state = url.searchParams.get('state') ?? '';
    const answer = await answerCallback(callbackUrl({ code: 'one-time', state }), context);
    expect(locationOf(answer)).toBe(`${OWN}done?result=ok#_`);
    expect(await answer.text()).toBe('');

    const [{ form } = { form: new URLSearchParams() }] = issuer.server.at(TOKEN);
    expect(form.get('code')).toBe('one-time');
    const verifier = new TextEncoder().encode(form.get('code_verifier') ?? '');
    const challenge = Buffer.from(await crypto.subtle.digest('SHA-256', verifier));
    expect(challenge.toString('base64url')).toBe(url.searchParams.get('code_challenge'));
    expect(vault.session('platform')).toMatchObject({
      via: 'popup',
      user: { name: 'Grace Hopper' },
    });
    expect(vault.signIn('platform')).toBeUndefined();
    expect(seen.signedIn).toHaveLength(1);
  });

  it('goes back to the page that a redirect left, and nowhere else', async () => {
    for (const [asked, given] of [
      [`${SCOPE}lab/index.html?path=a.ipynb`, `${SCOPE}lab/index.html?path=a.ipynb#_`],
      ['https://evil.example/courses/', `${SCOPE}#_`],
      ['javascript:alert(1)', `${SCOPE}#_`],
    ] as const) {
      const { start, context } = await setUp('redirect');
      const url = await start(asked);
      issuer.server.on(TOKEN, issuer.tokens({}, { nonce: url.searchParams.get('nonce') }));
      const state = url.searchParams.get('state') ?? '';
      expect(locationOf(await answerCallback(callbackUrl({ code: 'c', state }), context))).toBe(
        given,
      );
    }
  });

  it('serves a state once, and no state that it did not give', async () => {
    const { start, context } = await setUp();
    const url = await start();
    issuer.server.on(TOKEN, issuer.tokens({}, { nonce: url.searchParams.get('nonce') }));
    const state = url.searchParams.get('state') ?? '';
    await answerCallback(callbackUrl({ code: 'c', state }), context);
    const before = issuer.server.at(TOKEN).length;
    for (const again of [state, 'made-up', '']) {
      const answer = await answerCallback(callbackUrl({ code: 'c', state: again }), context);
      expect(locationOf(answer)).toBe(`${OWN}done?result=failed#_`);
    }
    expect(issuer.server.at(TOKEN)).toHaveLength(before);
  });

  it.each([
    ['another nonce', { nonce: 'of-another-sign-in' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'another-client' }],
  ])('refuses an ID token of %s', async (_, claims) => {
    const { start, context, vault } = await setUp();
    const url = await start();
    const right = { nonce: url.searchParams.get('nonce') };
    issuer.server.on(TOKEN, issuer.tokens({}, { ...right, ...claims }));
    const state = url.searchParams.get('state') ?? '';
    const answer = await answerCallback(callbackUrl({ code: 'c', state }), context);
    expect(locationOf(answer)).toBe(`${OWN}done?result=failed#_`);
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.signIn('platform')).toMatchObject({
      phase: 'failed',
      trouble: { code: 'issuer-refused' },
    });
  });

  it('refuses an answer that names another issuer (RFC 9207)', async () => {
    const { start, context, vault } = await setUp();
    const state = (await start()).searchParams.get('state') ?? '';
    const mixed = callbackUrl({ code: 'c', state, iss: 'https://evil.example' });
    expect(locationOf(await answerCallback(mixed, context))).toBe(`${OWN}done?result=failed#_`);
    expect(issuer.server.at(TOKEN)).toEqual([]);
    expect(vault.signIn('platform')?.phase).toBe('failed');
  });

  it('tells a denial from a failure, in words', async () => {
    for (const [error, result, phase] of [
      ['access_denied', 'denied', 'denied'],
      ['server_error', 'failed', 'failed'],
    ] as const) {
      const { start, context, vault } = await setUp();
      const state = (await start()).searchParams.get('state') ?? '';
      const answer = await answerCallback(callbackUrl({ error, state }), context);
      expect(locationOf(answer)).toBe(`${OWN}done?result=${result}#_`);
      expect(vault.signIn('platform')?.phase).toBe(phase);
    }
  });

  it('comes too late after the user has cancelled, and after another sign-in has begun', async () => {
    for (const change of ['cancel', 'another'] as const) {
      const { start, context, sessions, provider, vault } = await setUp();
      const state = (await start()).searchParams.get('state') ?? '';
      if (change === 'cancel') sessions.cancelSignIn(provider);
      else await sessions.signIn(provider, { method: 'device' });
      const before = issuer.server.at(TOKEN).length;
      const answer = await answerCallback(callbackUrl({ code: 'c', state }), context);
      expect(locationOf(answer)).toBe(`${OWN}done?result=failed#_`);
      expect(issuer.server.at(TOKEN)).toHaveLength(before);
      expect(vault.session('platform')).toBeUndefined();
    }
  });

  it('finishes in a worker that was restarted meanwhile and knows nothing', async () => {
    const { start, context } = await setUp();
    const url = await start();
    issuer.server.on(TOKEN, issuer.tokens({}, { nonce: url.searchParams.get('nonce') }));
    const platform = providerJson(issuer.issuer, { signIn: ['popup', 'device'] });
    const restarted = makeSessions(configOf({ providers: { platform }, apis: [] }));
    const state = url.searchParams.get('state') ?? '';
    const answer = await answerCallback(callbackUrl({ code: 'c', state }), {
      ...context,
      ...restarted,
    });
    expect(locationOf(answer)).toBe(`${OWN}done?result=ok#_`);
    expect(restarted.vault.session('platform')).toBeDefined();
  });

  it('says why where the issuer refuses the code', async () => {
    const { start, context, vault } = await setUp();
    issuer.server.on(TOKEN, refusal('invalid_grant'));
    const state = (await start()).searchParams.get('state') ?? '';
    await answerCallback(callbackUrl({ code: 'spent', state }), context);
    expect(vault.signIn('platform')?.trouble?.detail).toContain('invalid_grant');
  });
});

describe('a sign-in in a window', () => {
  it('expires where the user never comes back', async () => {
    const { vault, sessions, runtime } = await setUp();
    await runtime.advance(AUTHORIZATION_MS);
    await sessions.tick();
    expect(vault.signIn('platform')?.phase).toBe('expired');
  });

  it('gives way to a code where the user would rather have one', async () => {
    const { vault, sessions, provider } = await setUp();
    await sessions.signIn(provider, { method: 'device' });
    expect(vault.signIn('platform')).toMatchObject({ phase: 'pending', userCode: 'RTJW-LJDN' });
  });
});
