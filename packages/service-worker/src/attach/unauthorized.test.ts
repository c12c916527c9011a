import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  hang,
  held,
  html,
  json,
  refusal,
  ScriptedServer,
  status,
} from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer, MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { apiCalls, problemOf, signInByCode } from '../testing/api-calls.js';
import { startIssuer } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';
import { deviceSession } from '../testing/make-sessions.js';
import { driveTime } from '../testing/settle.js';
import { codeShown, until } from '../testing/until.js';

let issuer: MockProvider;
let api: ScriptedServer;
beforeEach(async () => {
  [issuer, api] = await Promise.all([startIssuer(), ScriptedServer.start()]);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await Promise.all([issuer.stop(), api.stop()]);
});

/** The API asks the issuer, as real ones do: a token that has ended gets 401. */
function setUp(more: Record<string, unknown> = {}) {
  api.serve('/api/me', (response, received, next) => {
    const [, token = ''] = (received.headers.authorization ?? '').split(' ');
    const isLive = issuer.inspect(token).active;
    json(isLive ? 200 : 401, { live: isLive })(response, received, next);
  });
  return apiCalls(providerJson(issuer.issuer, more), `${api.origin}/api/me`);
}

async function setUpSignedIn(more: Record<string, unknown> = {}) {
  const parts = setUp(more);
  await signInByCode(issuer, parts);
  return parts;
}

const statuses = (responses: readonly Response[]) => responses.map((response) => response.status);

const OUTAGES: readonly (readonly [string, Answer])[] = [
  ['500', status(500)],
  ['HTML', html(200)],
  ['nothing', hang],
];

describe('a call that comes back 401', () => {
  it('a hundred at once make one refresh, and all come back 200', async () => {
    const { call } = await setUpSignedIn();
    issuer.expireAccessTokens();
    const responses = await Promise.all(Array.from({ length: 100 }, () => call()));
    expect(statuses(responses)).toEqual(Array(100).fill(200));
    expect(issuer.refreshes).toBe(1);
    expect(issuer.replays).toBe(0);
    expect(api.at('/api/me').length).toBeGreaterThan(100);
  });

  it.each(OUTAGES)('waits for an issuer that is away for a moment: %s', async (_, answer) => {
    const parts = await setUpSignedIn();
    issuer.expireAccessTokens();
    issuer.fault('token', answer, answer === hang ? 1 : 3);
    const { settle } = driveTime(parts.runtime);
    const { value, ms } = await settle(Promise.all([parts.call(), parts.call(), parts.call()]));
    expect(statuses(value)).toEqual([200, 200, 200]);
    expect(ms).toBeLessThan(25_000);
    expect(parts.vault.session('platform')).toBeDefined();
  });

  it.each(OUTAGES)(
    'hangs no longer than its limit on an issuer that stays away: %s',
    async (_, answer) => {
      const parts = await setUpSignedIn();
      issuer.expireAccessTokens();
      issuer.on('token', answer);
      const { settle } = driveTime(parts.runtime);
      const { value, ms } = await settle(parts.call());
      expect(await problemOf(value)).toMatchObject({ status: 503, code: 'issuer-unreachable' });
      expect(ms).toBeLessThanOrEqual(25_250);
      // The session is not over: once the issuer is back, so are the calls.
      issuer.reset('token');
      const later = await settle(parts.call());
      expect(later.value.status).toBe(200);
    },
  );

  it('hangs no longer than its limit where the token had to be renewed before it went out, too', async () => {
    const parts = await setUpSignedIn();
    const session = parts.vault.session('platform');
    if (!session) throw new Error('not signed in');
    await parts.runtime.advance(1_800_000);
    // Well again late, but with tokens that the API does not know.
    issuer.on(
      'token',
      status(500),
      status(500),
      status(500),
      status(500),
      status(500),
      (...all) => issuer.tokens({ access_token: 'unknown-to-the-api' })(...all),
      status(500),
    );
    const { settle } = driveTime(parts.runtime);
    const { value, ms } = await settle(parts.call());
    expect(await problemOf(value)).toMatchObject({ status: 503 });
    expect(api.at('/api/me')).toHaveLength(1);
    expect(ms).toBeGreaterThan(20_000);
    expect(ms).toBeLessThanOrEqual(25_250);
  });

  it("does not take the API's own time for the sign-in's", async () => {
    const parts = await setUpSignedIn();
    issuer.expireAccessTokens();
    const slow = json(401, {});
    api.fault(
      '/api/me',
      async (...all) => {
        await parts.runtime.advance(60_000);
        slow(...all);
      },
      1,
    );
    expect((await parts.call()).status).toBe(200);
  });

  it('ends the session on a refusal, brings up the sign-in, waits for it and goes out again', async () => {
    const parts = await setUpSignedIn();
    issuer.revokeTokens();
    const waiting = parts.call({ method: 'POST', body: 'the body' });
    await codeShown(parts.vault);
    expect(parts.vault.session('platform')).toBeUndefined();
    issuer.approve();
    await parts.runtime.advance(5_000);
    expect((await waiting).status).toBe(200);
    expect(api.at('/api/me').map(({ body }) => body)).toEqual(['the body', 'the body']);
  });

  it('tells the user that the session has ended, and the next call waits for the new sign-in', async () => {
    const parts = await setUpSignedIn();
    issuer.revokeTokens();
    const session = parts.vault.session('platform');
    if (!session) throw new Error('not signed in');
    await parts.sessions.renew(session);
    expect(parts.vault.trouble('platform')?.code).toBe('session-ended');
    const waiting = parts.call();
    await codeShown(parts.vault);
    issuer.approve();
    await parts.runtime.advance(5_000);
    expect((await waiting).status).toBe(200);
  });

  it('gets its 401 after 25 s in all where nobody signs in', async () => {
    const parts = await setUpSignedIn();
    issuer.revokeTokens();
    const { settle } = driveTime(parts.runtime);
    const { value, ms } = await settle(parts.call());
    expect(await problemOf(value)).toMatchObject({ status: 401, code: 'sign-in-required' });
    expect(ms).toBeLessThanOrEqual(25_250);
  });
});

describe('a call that comes back 401 after a sign-out', () => {
  it('is not repeated in the next session: its handle is dead', async () => {
    const { vault, sessions, provider, call } = await setUpSignedIn();
    vault.setKernel({ id: 'k', page: 'p', handles: { platform: 'jlab_k' } });
    const { answer, release } = held(json(401, {}));
    api.on('/api/me', answer);
    const response = call({}, 'jlab_k');
    await until(() => expect(api.at('/api/me')).toHaveLength(1));
    await sessions.signOut(provider);
    vault.setSession(deviceSession());
    release();
    expect(await problemOf(await response)).toMatchObject({ code: 'handle-unknown' });
    expect(api.at('/api/me')).toHaveLength(1);
  });
});

describe('a session that cannot be renewed', () => {
  beforeEach(async () => {
    await issuer.stop();
    issuer = await startIssuer({ refreshTokens: 'none' });
  });

  it("hands the API's own 401 through where the issuer says that the token is good", async () => {
    const parts = await setUpSignedIn();
    const session = parts.vault.session('platform');
    api.on('/api/me', json(401, { message: 'not yours' }));
    const response = await parts.call();
    expect(await response.json()).toEqual({ message: 'not yours' });
    expect(parts.vault.session('platform')).toStrictEqual(session);
    expect(api.at('/api/me')).toHaveLength(1);
  });

  it('ends where the issuer says that the token is not: the call waits for the sign-in', async () => {
    const parts = await setUpSignedIn();
    issuer.expireAccessTokens();
    const waiting = parts.call();
    await codeShown(parts.vault);
    issuer.approve();
    await parts.runtime.advance(5_000);
    expect((await waiting).status).toBe(200);
    expect(issuer.at('userinfo').length).toBeGreaterThan(0);
  });

  it.each(OUTAGES.slice(0, 2))('ends where the issuer cannot be asked: %s', async (_, answer) => {
    const parts = await setUpSignedIn();
    issuer.expireAccessTokens();
    issuer.on('userinfo', answer);
    const waiting = parts.call();
    await codeShown(parts.vault);
    parts.sessions.cancelSignIn(parts.provider);
    expect(await problemOf(await waiting)).toMatchObject({ code: 'sign-in-cancelled' });
  });

  it('waits no longer than the limit for the answer of an issuer that hangs', async () => {
    const parts = await setUpSignedIn();
    issuer.expireAccessTokens();
    issuer.on('userinfo', hang);
    const { settle } = driveTime(parts.runtime);
    const { value, ms } = await settle(parts.call());
    expect(value.status).toBe(401);
    expect(ms).toBeLessThanOrEqual(25_250);
  });
});

describe('what is said of a failure', () => {
  it('holds no secret', async () => {
    const said: string[] = [];
    for (const answer of [refusal('invalid_grant'), status(500), html(200)]) {
      const parts = await setUpSignedIn();
      issuer.expireAccessTokens();
      issuer.on('token', answer);
      const { settle } = driveTime(parts.runtime);
      said.push(await (await settle(parts.call())).value.text());
      said.push(JSON.stringify(parts.vault.trouble('platform') ?? ''));
      issuer.reset('token');
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    }
    await until(() => expect(issuer.secrets.length).toBeGreaterThan(8));
    for (const secret of issuer.secrets) expect(said.join()).not.toContain(secret);
  });
});
