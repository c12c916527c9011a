import * as oauth from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MockProvider } from '../mock-provider.js';
import type { MockProviderOptions } from '../options.js';
import { makeClient, REDIRECT_URI } from '../testing/client.js';

let provider: MockProvider;
const start = async (options: MockProviderOptions = {}) => {
  provider = await MockProvider.start({ idTokenAlg: 'ES256', ...options });
  return makeClient(provider);
};
let client: Awaited<ReturnType<typeof start>>;
beforeEach(async () => (client = await start()));
afterEach(() => provider.stop());

const answerOf = (callback: URL | undefined) => Object.fromEntries(callback?.searchParams ?? []);

describe('the code flow', () => {
  it('ends with an ID token of the nonce that it began with', async () => {
    const begun = await client.authorize();
    const tokens = await client.redeem(begun);
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      iss: provider.issuer,
      sub: 'user-1',
      nonce: begun.nonce,
    });
    expect(await client.me(tokens.access_token)).toMatchObject({ sub: 'user-1' });
    expect(provider.secrets).toContain(begun.callback?.searchParams.get('code'));
  });

  it('redeems a code once: the second time takes back what the first gave', async () => {
    const begun = await client.authorize();
    const tokens = await client.redeem(begun);
    await expect(client.redeem(begun)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(provider.inspect(tokens.access_token).active).toBe(false);
  });

  it.each([
    ['another verifier', { verifier: oauth.generateRandomCodeVerifier() }, REDIRECT_URI],
    ['another redirect_uri', {}, 'https://app.example/other'],
  ])('redeems no code with %s', async (_, change, redirectUri) => {
    const begun = { ...(await client.authorize()), ...change };
    await expect(client.redeem(begun, redirectUri)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('redeems no code that is over a minute old', async () => {
    await provider.stop();
    let now = Date.now();
    client = await start({ now: () => now });
    const begun = await client.authorize();
    now += 60_000;
    await expect(client.redeem(begun)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['an unknown response mode', { response_mode: 'form_post' }, 'invalid_request'],
  ])('sends an error back for %s', async (_, more, error) => {
    const { callback, state } = await client.authorize(more);
    expect(answerOf(callback)).toEqual({ error, state });
  });

  it('answers in the fragment where it is asked to', async () => {
    const { callback, state } = await client.authorize({ response_mode: 'fragment' });
    const answer = new URLSearchParams(callback?.hash.slice(1));
    expect(answer.get('state')).toBe(state);
    expect(provider.secrets).toContain(answer.get('code'));
    expect(callback?.search).toBe('');
  });

  it('takes a POST as well', async () => {
    const body = new URLSearchParams({
      client_id: provider.clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'token',
    });
    const init = { method: 'POST', body, redirect: 'manual' } as const;
    const response = await fetch(provider.url('authorize'), init);
    expect(response.headers.get('location')).toBe(
      `${REDIRECT_URI}?error=unsupported_response_type`,
    );
  });

  it('redirects nobody for a client or to an address that it does not know', async () => {
    await provider.stop();
    client = await start({ redirectUris: [REDIRECT_URI] });
    expect((await client.authorize()).status).toBe(303);
    for (const more of [
      { client_id: 'another' },
      { redirect_uri: `${REDIRECT_URI}/more` },
      { redirect_uri: 'not a url' },
    ]) {
      expect(await client.authorize(more)).toMatchObject({ status: 400, callback: undefined });
    }
  });

  it('sends back the error that the script asks for', async () => {
    provider.on('authorize', provider.authorizationRefusal('access_denied'));
    const { callback, state } = await client.authorize();
    expect(answerOf(callback)).toEqual({ error: 'access_denied', state });
  });

  it('names its issuer in the answer where the option says so (RFC 9207)', async () => {
    expect(answerOf((await client.authorize()).callback)).not.toHaveProperty('iss');
    await provider.stop();
    client = await start({ issParameter: true });
    expect(client.server.authorization_response_iss_parameter_supported).toBe(true);
    const begun = await client.authorize();
    expect(answerOf(begun.callback).iss).toBe(provider.issuer);
    expect(await client.redeem(begun)).toHaveProperty('id_token');
  });

  it('gives tokens for a known code by script, too, with its nonce', async () => {
    provider.on('token', provider.tokens({ expires_in: 5 }));
    const tokens = await client.redeem(await client.authorize());
    expect(tokens.expires_in).toBe(5);
    expect(provider.inspect(tokens.access_token).active).toBe(true);
  });
});

describe('the session in the browser', () => {
  it('is what prompt=none asks for', async () => {
    const silent = { prompt: 'none' };
    const { callback, state } = await client.authorize(silent);
    expect(answerOf(callback)).toEqual({ error: 'login_required', state });
    await client.authorize();
    expect(provider.signedIn).toMatchObject({ sub: 'user-1' });
    expect(await client.redeem(await client.authorize(silent))).toHaveProperty('id_token');
  });

  it('can be there from the start, of another user than the next to sign in', async () => {
    await provider.stop();
    client = await start({ users: [{ sub: 'a' }, { sub: 'b' }] });
    provider.signIn('b');
    const tokens = await client.redeem(await client.authorize({ prompt: 'none' }));
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe('b');
    provider.signOut();
    expect(answerOf((await client.authorize({ prompt: 'none' })).callback).error).toBe(
      'login_required',
    );
  });
});

describe('logout', () => {
  const logOut = (parameters: Record<string, string>) => {
    const query = new URLSearchParams(parameters).toString();
    return fetch(`${provider.url('endSession')}?${query}`, { redirect: 'manual' });
  };
  const target = { post_logout_redirect_uri: 'https://app.example/bye', state: 's' };

  it('ends the session and goes back to the client', async () => {
    const { id_token = '' } = await client.redeem(await client.authorize());
    const response = await logOut({ ...target, id_token_hint: id_token });
    expect(response.headers.get('location')).toBe('https://app.example/bye?state=s');
    expect(provider.signedIn).toBeUndefined();
  });

  it('takes the ID token of a key from before', async () => {
    const id_token_hint = await provider.idToken({ exp: 1 });
    await provider.rotateKeys();
    expect((await logOut({ ...target, id_token_hint })).status).toBe(303);
  });

  it('takes the client id in place of a token', async () => {
    expect((await logOut({ ...target, client_id: provider.clientId })).status).toBe(303);
  });

  it('says so where there is nowhere to go back to', async () => {
    provider.signIn();
    expect((await logOut({})).status).toBe(200);
    expect(provider.signedIn).toBeUndefined();
  });

  it("refuses what is not ours: a hint, an address, nobody's request", async () => {
    await provider.stop();
    client = await start({ postLogoutRedirectUris: ['https://app.example/bye'] });
    provider.signIn();
    const id_token_hint = await provider.idToken();
    for (const parameters of [
      { ...target, id_token_hint: 'jlab_a.b.c' },
      { ...target, id_token_hint: await provider.idToken({}, { key: 'foreign' }) },
      { ...target, id_token_hint, post_logout_redirect_uri: 'https://app.example/' },
      target,
    ]) {
      expect((await logOut(parameters)).status).toBe(400);
    }
    expect(provider.signedIn).toBeDefined();
  });
});
