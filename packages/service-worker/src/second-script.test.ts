import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { json, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import { seal } from './keeper/sealed-box.js';
import { WORKER_HEADER } from './keeper/wire.js';
import type { oauthPart } from './oauth/part.js';
import { trackChannels } from './testing/channels.js';
import { keeperState } from './testing/keeper-state.js';
import { CLIENT_ID } from './testing/issuer.js';
import { configOf, providerJson } from './testing/make-config.js';
import { deviceSession, makeSessions } from './testing/make-sessions.js';
import { makeWorker } from './testing/make-worker.js';
import { Vault } from './vault/vault.js';

let server: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  server = await ScriptedServer.start();
  server.on('/api/users', json(200, {}));
  server.on('/token', json(200, { access_token: 'secret-access' }));
});
afterEach(async () => {
  channels.closeAll();
  await server.stop();
});

/** A browser that has lost the second script. */
const lost = () =>
  vi.fn<() => typeof oauthPart>(() => {
    throw new BridgeError('worker-failed', 'Reload the page.');
  });

const configJson = (signIn: readonly string[] = ['popup', 'device']) => ({
  providers: {
    platform: providerJson('https://platform.example/oidc', {
      signIn,
      endpoints: {
        token: `${server.origin}/token`,
        deviceAuthorization: `${server.origin}/device`,
        authorization: `${server.origin}/authorize`,
      },
    }),
  },
  apis: [{ url: `${server.origin}/api/`, provider: 'platform' }],
});

describe('a worker that was stopped', () => {
  it('restores its session, attaches the token and does what is due without the second script', async () => {
    const oauth = lost();
    const parts = makeWorker(configJson(), { oauth });
    const keeper = parts.clients.open('sharedworker', `${parts.scope}service-worker.js?keeper`);
    const ask = (path: string, init?: RequestInit) =>
      parts.send(`${parts.scope}auth-bridge/keeper/${path}`, init, keeper);
    const called = parts.send(`${server.origin}/api/users`);
    const vault = new Vault('before');
    vault.setSession(deviceSession());
    const key = (await ask('challenge'))?.headers.get(WORKER_HEADER) ?? '';
    const state = JSON.stringify(keeperState(vault, 1, configOf(configJson())));
    await ask('restore', { method: 'POST', body: await seal(state, key) });
    expect((await called)?.status).toBe(200);
    expect(server.at('/api/users')[0]?.headers.authorization).toBe('Bearer secret-access-old');
    expect((await ask('ping'))?.status).toBe(200);
    await parts.ask({ type: 'auth-bridge:hello', version: 1, host: false }, parts.openPage());
    expect(oauth).not.toHaveBeenCalled();
  });
});

describe('where the second script cannot be had', () => {
  it.each(['popup', 'device'])('a sign-in ends with the reason: %s', async (method) => {
    const outside = { oauth: lost() };
    const { sessions, vault, provider } = makeSessions(configOf(configJson([method])), outside);
    await sessions.signIn(provider, { force: true });
    expect(vault.signIn('platform')).toBeUndefined();
    expect(vault.trouble('platform')).toMatchObject({
      code: 'worker-failed',
      detail: 'Reload the page.',
    });
  });

  it('so does one whose code is due to be asked for', async () => {
    const outside = { oauth: lost() };
    const { sessions, vault } = makeSessions(configOf(configJson()), outside);
    const pending = { phase: 'pending', deviceCode: 'secret-code', interval: 5_000 } as const;
    const method = 'device' as const;
    vault.setSignIn({ id: 's', provider: 'platform', method, ...pending, nextPollAt: 0 });
    await sessions.tick();
    expect(vault.trouble('platform')?.code).toBe('worker-failed');
  });

  it("a client's own flow gets a problem, and nothing of it is sent on", async () => {
    const { send } = makeWorker(configJson(), { oauth: lost() });
    const body = new URLSearchParams({ client_id: CLIENT_ID, grant_type: 'refresh_token' });
    const response = await send(`${server.origin}/token`, { method: 'POST', body });
    expect(response?.status).toBe(500);
    expect(await response?.json()).toMatchObject({ detail: 'Reload the page.' });
    expect(server.received).toEqual([]);
  });

  it('a window of a sign-in gets a problem', async () => {
    const { worker, scope } = makeWorker(configJson(), { oauth: lost() });
    for (const page of ['start', 'callback', 'end-session']) {
      const request = new Request(`${scope}auth-bridge/${page}`);
      Object.defineProperty(request, 'destination', { value: 'document' });
      const response = await worker.onFetch({ request, clientId: '' });
      expect([page, response?.status]).toEqual([page, 500]);
    }
  });
});
