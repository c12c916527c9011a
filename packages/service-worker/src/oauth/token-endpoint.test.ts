import * as oauth from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { configJson, configOf } from '../testing/make-config.js';
import { deviceSession, hostSession, makeSessions } from '../testing/make-sessions.js';
import { CLIENT_ID, DEVICE, TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { cut } from '@jupyterlite-auth-bridge/mock-provider';
import { codeShown } from '../testing/until.js';
import type { Session } from '../vault/types.js';
import { candidates, findEndpoint } from '../capture/find-endpoint.js';
import { answerClient } from './token-endpoint.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

function setUp() {
  const parts = makeSessions(configOf(configJson(issuer.issuer)));
  const { sessions } = parts;
  /** Everything that the client saw. */
  const seen: string[] = [];

  /** What the worker does with a request of a kernel. */
  async function kernelFetch(address: string, init: RequestInit, client = 'kernel-worker') {
    const request = new Request(address, init);
    const url = new URL(address);
    const { method, mode, destination, headers } = request;
    const flows = candidates({ url, method, mode, destination, headers }, sessions);
    const found = await findEndpoint(url, flows);
    if (!found || found === 'unknown') throw new Error(`not captured: ${address}`);
    const response = await answerClient(request, { ...found, client }, parts);
    seen.push(await response.clone().text());
    return response;
  }

  /** A request with a form, as clients in Python send it. */
  async function post(path: string, form: Record<string, string>, client?: string) {
    const body = new URLSearchParams({ client_id: CLIENT_ID, ...form });
    const response = await kernelFetch(
      issuer.server.origin + path,
      { method: 'POST', body },
      client,
    );
    const answer: unknown = await response.json();
    return { status: response.status, ...(isRecord(answer) ? answer : {}) } as Record<
      string,
      unknown
    >;
  }

  return { ...parts, seen, kernelFetch, post };
}

/** The library as a client in a kernel uses it: nothing of it knows of the worker. */
async function libraryClient(kernelFetch: ReturnType<typeof setUp>['kernelFetch']) {
  const insecure = {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a loopback issuer
    [oauth.allowInsecureRequests]: true,
  };
  const options = { ...insecure, [oauth.customFetch]: kernelFetch as typeof fetch };
  const url = new URL(issuer.issuer);
  const server = await oauth.processDiscoveryResponse(
    url,
    await oauth.discoveryRequest(url, insecure),
  );
  return { server, client: { client_id: CLIENT_ID }, auth: oauth.None(), options };
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

describe('an unmodified client', () => {
  it('ends its device grant and refreshes, and sees handles only', async () => {
    const { kernelFetch, runtime, vault, seen } = setUp();
    const { server, client, auth, options } = await libraryClient(kernelFetch);
    const code = await oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(server, client, auth, { scope: 'openid' }, options),
    );
    expect(code).toMatchObject({ user_code: 'RTJW-LJDN', interval: 5, expires_in: 600 });
    const exchange = async () =>
      oauth.processDeviceCodeResponse(
        server,
        client,
        await oauth.deviceCodeGrantRequest(server, client, auth, code.device_code, options),
      );
    await expect(exchange()).rejects.toMatchObject({ error: 'authorization_pending' });

    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    await expect.poll(() => vault.session('platform'), { interval: 2 }).toBeDefined();
    const tokens = await exchange();
    expect(vault.ownerOf(tokens.access_token)?.provider).toBe('platform');
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      sub: 'user-1',
      name: 'Grace Murray Hopper',
    });

    const renewed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(
        server,
        client,
        auth,
        tokens.refresh_token ?? '',
        options,
      ),
    );
    expect(renewed.access_token).toBe(tokens.access_token);
    expect(issuer.refreshes).toBe(1);
    expect(issuer.secrets.length).toBeGreaterThan(6);
    for (const secret of issuer.secrets) expect(seen.join()).not.toContain(secret);
    // What the client sent, in turn, the issuer never saw.
    expect(JSON.stringify(issuer.server.received)).not.toContain('jlab_');
  });

  it('joins the sign-in that the user sees already', async () => {
    const { vault, sessions, provider, post } = setUp();
    await sessions.signIn(provider);
    const { user_code, device_code } = await post(DEVICE, {});
    expect(user_code).toBe('RTJW-LJDN');
    expect(device_code).toBe(`jlab_device_${vault.signIn('platform')?.id}`);
    expect(issuer.server.at(DEVICE)).toHaveLength(1);
  });

  it('is told of the denial, and of the end of the code', async () => {
    const { vault, post, runtime } = setUp();
    const { device_code } = await post(DEVICE, {});
    const form = { grant_type: DEVICE_GRANT, device_code: String(device_code) };
    issuer.server.on(TOKEN, refusal('access_denied'));
    await runtime.advance(5_000);
    await expect.poll(() => vault.signIn('platform')?.phase, { interval: 2 }).toBe('denied');
    expect(await post(TOKEN, form)).toMatchObject({ status: 400, error: 'access_denied' });
    const signIn = vault.signIn('platform');
    if (signIn) vault.setSignIn({ ...signIn, phase: 'expired' });
    expect(await post(TOKEN, form)).toMatchObject({ status: 400, error: 'expired_token' });
  });

  it('hears expired_token for the code of an older sign-in, or a made-up one', async () => {
    const { sessions, provider, post } = setUp();
    const { device_code } = await post(DEVICE, {});
    sessions.cancelSignIn(provider);
    await post(DEVICE, {});
    for (const code of [String(device_code), 'jlab_device_guess', 'secret', '']) {
      const form = { grant_type: DEVICE_GRANT, device_code: code };
      expect(await post(TOKEN, form)).toMatchObject({ status: 400, error: 'expired_token' });
    }
    expect(issuer.polls).toBe(0);
  });

  it('gets no tokens for the code of a session that has been replaced', async () => {
    const { vault, post } = setUp();
    vault.setSession(deviceSession({ signIn: 'first' }));
    const form = { grant_type: DEVICE_GRANT, device_code: 'jlab_device_first' };
    expect(await post(TOKEN, form)).toMatchObject({ status: 200, token_type: 'Bearer' });
    vault.setSession(deviceSession({ signIn: 'second' }));
    expect(await post(TOKEN, form)).toMatchObject({ status: 400, error: 'expired_token' });
    vault.setSession(hostSession('secret-auth'));
    const noSignIn = { grant_type: DEVICE_GRANT, device_code: 'jlab_device_undefined' };
    expect(await post(TOKEN, noSignIn)).toMatchObject({ error: 'expired_token' });
  });

  it('is told why there is no code', async () => {
    const { post } = setUp();
    issuer.server.on(DEVICE, cut);
    expect(await post(DEVICE, {})).toMatchObject({
      status: 400,
      error: 'temporarily_unavailable',
      error_description: expect.stringContaining('connection') as string,
    });
  });

  it('gets a code by force beside a session, which stays', async () => {
    const { vault, post } = setUp();
    const session = deviceSession();
    vault.setSession(session);
    expect(await post(DEVICE, {})).toMatchObject({ status: 200, user_code: 'RTJW-LJDN' });
    expect(vault.session('platform')).toBe(session);
    await codeShown(vault);
  });
});

describe('a refresh by a client', () => {
  it.each([
    ['a made-up handle', 'jlab_guess'],
    ['a token', 'secret-refresh-old'],
    ['nothing', ''],
    ["another provider's handle", 'jlab_other'],
  ])('is refused with %s, and goes nowhere', async (_, refresh_token) => {
    const { vault, post } = setUp();
    vault.setSession(deviceSession());
    vault.setKernel({ id: 'k', page: 'p', handles: { other: 'jlab_other' } });
    const answer = await post(TOKEN, { grant_type: 'refresh_token', refresh_token });
    expect(answer).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(issuer.refreshes).toBe(0);
  });

  it("takes the handle of the kernel's environment", async () => {
    const { vault, post } = setUp();
    vault.setSession(deviceSession());
    vault.setKernel({ id: 'k', page: 'p', handles: { platform: 'jlab_kernel' } });
    issuer.server.on(TOKEN, issuer.tokens());
    const form = { grant_type: 'refresh_token', refresh_token: 'jlab_kernel' };
    const answer = await post(TOKEN, form);
    expect(answer).toMatchObject({ status: 200, expires_in: 1800 });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('gives each client one handle, however often it asks', async () => {
    const { vault, post } = setUp();
    vault.setSession(deviceSession({ signIn: 'one' }));
    const form = { grant_type: DEVICE_GRANT, device_code: 'jlab_device_one' };
    const [first, again] = [await post(TOKEN, form, 'a'), await post(TOKEN, form, 'a')];
    const other = await post(TOKEN, form, 'b');
    expect(again.access_token).toBe(first.access_token);
    expect(other.access_token).not.toBe(first.access_token);
  });

  it('shows no ID token that has ended', async () => {
    const { vault, post, runtime } = setUp();
    const at = (exp: number): Session =>
      deviceSession({ signIn: 'one', claims: { sub: 'user-1', exp } });
    const now = Math.floor(runtime.now() / 1000);
    const form = { grant_type: DEVICE_GRANT, device_code: 'jlab_device_one' };
    vault.setSession(at(now + 10));
    expect(await post(TOKEN, form)).toHaveProperty('id_token');
    vault.setSession(at(now - 10));
    expect(await post(TOKEN, form)).not.toHaveProperty('id_token');
  });
});

describe('what is no flow of this site', () => {
  it.each([
    ['client_credentials', 'unsupported_grant_type'],
    ['password', 'unsupported_grant_type'],
    ['urn:ietf:params:oauth:grant-type:token-exchange', 'unsupported_grant_type'],
    ['', 'unsupported_grant_type'],
  ])('is refused: grant type "%s"', async (grant_type, error) => {
    const { vault, post } = setUp();
    vault.setSession(deviceSession());
    expect(await post(TOKEN, { grant_type, code: 'c' })).toMatchObject({ status: 400, error });
    expect(issuer.server.at(TOKEN)).toEqual([]);
  });

  it.each([DEVICE, TOKEN])("is refused: another client's id at %s", async (path) => {
    const { post } = setUp();
    const form = { client_id: 'evil', grant_type: DEVICE_GRANT, device_code: 'd' };
    expect(await post(path, form)).toMatchObject({ status: 400, error: 'invalid_client' });
    expect(issuer.server.at(path)).toEqual([]);
  });

  it.each([
    ['text', 'text/plain', 'client_id=cli-device-client'],
    ['broken JSON', 'application/json', '{'],
    ['a list', 'application/json', '["client_id"]'],
  ])('is refused: a body that is %s', async (_, type, body) => {
    const { kernelFetch } = setUp();
    const headers = { 'content-type': type };
    const init = { method: 'POST', body, headers };
    const response = await kernelFetch(issuer.server.origin + TOKEN, init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('but JSON is read like a form', async () => {
    const { kernelFetch } = setUp();
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ client_id: CLIENT_ID, scope: 'openid', depth: 1 });
    const response = await kernelFetch(issuer.server.origin + DEVICE, {
      method: 'POST',
      body,
      headers,
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ user_code: 'RTJW-LJDN' });
  });
});
