import { afterEach, describe, expect, it } from 'vitest';
import type { HostSession } from '@jupyterlite-auth-bridge/protocol';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, makeSessions } from '../testing/make-sessions.js';
import { until } from '../testing/until.js';
import type { Session } from '../vault/types.js';
import { HostChannels } from './host-channels.js';

const ORIGIN = 'https://platform.example';
const ACCOUNT = {
  accountId: 'account-1',
  authToken: 'secret-auth',
  organizationId: 'organization-1',
  clusters: ['cluster-1'],
} as const;

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

function setUp(platform: Record<string, unknown> = providerJson('https://id.example')) {
  const config = configOf({
    providers: { platform: { ...platform, signIn: ['host', ...signInOf(platform)] } },
    apis: [],
    host: { origins: [ORIGIN] },
  });
  const parts = makeSessions(config);
  const signedIn: Session[] = [];
  const channels = new HostChannels({ ...parts, signedIn: (session) => signedIn.push(session) });
  return { ...parts, channels, signedIn };
}

function signInOf({ type }: Record<string, unknown>): readonly string[] {
  return type === 'token' ? ['form'] : ['device'];
}

/** A host that answers with what `getSession` has; `said` is what the worker told it. */
function startHost(getSession: () => HostSession | null, data?: object) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1);
  const said: Record<string, unknown>[] = [];
  port1.onmessage = ({ data: message }: MessageEvent<Record<string, unknown>>) => {
    said.push(message);
    if (message.type !== 'get-session') return;
    port1.postMessage({ type: 'session', id: 1, asked: message.id, session: getSession() });
  };
  if (data) port1.postMessage({ type: 'set-data', id: 0, data });
  const reasons = () =>
    said.filter(({ type }) => type === 'get-session').map((each) => each.reason);
  return { port: port2, here: port1, said, reasons };
}

const attached = (port: MessagePort | undefined, more: object = {}) => ({
  page: 'page',
  origin: ORIGIN,
  key: 'key',
  port,
  ...more,
});

describe('HostChannels', () => {
  it("signs in with the account's token, and shows kernels its data without it", async () => {
    const { channels, vault, signedIn } = setUp();
    const host = startHost(() => ACCOUNT, { materials: ['Si'], note: 'token secret-auth' });
    await channels.attach(attached(host.port));
    expect(vault.session('platform')).toMatchObject({
      via: 'host',
      credential: { kind: 'header-pair', accountId: 'account-1', authToken: 'secret-auth' },
    });
    expect(signedIn).toHaveLength(1);
    expect(vault.hostData('page')).toMatchObject({
      materials: ['Si'],
      apiConfig: {
        accountId: 'account-1',
        organizationId: 'organization-1',
        clusters: ['cluster-1'],
      },
    });
    expect(JSON.stringify(vault.hostData('page'))).not.toContain('secret');
    const user = { username: 'account-1', name: 'account-1' };
    await until(() => expect(host.said).toContainEqual({ type: 'state', user }));
    expect(host.reasons()).toEqual(['start']);
  });

  it('signs in with an access token, which is renewed before it ends', async () => {
    const { channels, vault, sessions, runtime } = setUp();
    let n = 0;
    const user = { username: 'ada', name: 'Ada Example' };
    const host = startHost(() => {
      n += 1;
      return { accessToken: `secret-${n}`, expiresAt: runtime.now() + 100_000, user };
    });
    await channels.attach(attached(host.port));
    expect(vault.session('platform')).toMatchObject({
      via: 'host',
      credential: { kind: 'bearer', accessToken: 'secret-1' },
      user: user,
      expiresAt: runtime.now() + 100_000,
      renewAt: runtime.now() + 80_000,
    });
    expect(vault.hostData('page')).toBeUndefined();
    const before = vault.session('platform');
    expect(before && (await channels.ask())).toBe('session');
    expect(vault.session('platform')?.credential).toMatchObject({ accessToken: 'secret-2' });
    expect(host.reasons()).toEqual(['start', 'renew']);
    expect(sessions.hostProvider()?.id).toBe('platform');
  });

  it.each([
    ['an access token', (token: string) => ({ accessToken: token, user: { username: 'ada' } })],
    ['an account', (token: string) => ({ accountId: 'account-1', authToken: token })],
  ])("keeps also the token before out of the host's data: %s", async (_, sessionOf) => {
    const { channels, vault } = setUp();
    let n = 0;
    const session = () => sessionOf(`secret-${(n += 1)}`);
    const host = startHost(session, { note: 'secret-1', next: 'secret-2' });
    await channels.attach(attached(host.port));
    expect(JSON.stringify(vault.hostData('page'))).not.toContain('secret-1');
    expect(await channels.ask()).toBe('session');
    expect(JSON.stringify(vault.session('platform'))).toContain('secret-2');
    expect(JSON.stringify(vault.hostData('page'))).not.toContain('secret');
  });

  it("takes an access token for a provider of type token, by that one's scheme", async () => {
    const { channels, vault } = setUp({ type: 'token', scheme: 'token' });
    await channels.attach(attached(startHost(() => ({ accessToken: 'secret' })).port));
    expect(vault.session('platform')?.credential).toEqual({
      kind: 'header',
      authorization: 'token secret',
    });
  });

  it('ends what the host gave when nobody is signed in there any more, and nothing else', async () => {
    const { channels, vault } = setUp();
    let session: HostSession | null = ACCOUNT;
    const host = startHost(() => session);
    await channels.attach(attached(host.port));
    vault.setKernel({ id: 'k', page: 'page', handles: { platform: 'jlab_old' } });
    session = null;
    expect(await channels.ask()).toBe('nobody');
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.trouble('platform')?.code).toBe('session-ended');
    expect(vault.ownerOf('jlab_old')).toBeUndefined();
    expect(vault.isSignedOut('platform')).toBe(false);

    const own = deviceSession();
    vault.setSession(own);
    host.here.postMessage({ type: 'sign-out', id: 9 });
    await until(() => expect(host.said.at(-1)).toEqual({ type: 'done', id: 9 }));
    expect(vault.session('platform')).toBe(own);
  });

  it('takes no session of the host after the user has signed out in the notebook', async () => {
    const { channels, vault, sessions, provider } = setUp();
    const host = startHost(() => ACCOUNT);
    await channels.attach(attached(host.port));
    await sessions.signOut(provider);
    expect(await channels.ask()).toBe('session');
    expect(vault.session('platform')).toBeUndefined();
  });

  it('brings no ended session back when the host sends data', async () => {
    const { channels, vault } = setUp();
    const host = startHost(() => ACCOUNT);
    await channels.attach(attached(host.port));
    vault.endSession('platform');
    host.here.postMessage({ type: 'set-data', id: 5, data: { materials: [] } });
    await until(() => expect(host.said.at(-1)).toEqual({ type: 'done', id: 5 }));
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.hostData('page')).toMatchObject({ materials: [], apiConfig: {} });
  });

  it.each([
    ['of an origin that auth.json does not name', { origin: `${ORIGIN}.evil.test` }],
    ['of another script of the page', { key: 'another' }],
    ['that did not come', { port: undefined }],
  ])('refuses a port %s', async (_, more) => {
    const { channels, vault } = setUp();
    vault.claimHost('page', 'key');
    const evil = startHost(() => ({ accountId: 'evil', authToken: 'secret-evil' }));
    const attempt = channels.attach(attached(evil.port, more));
    await expect(attempt).rejects.toMatchObject({ code: 'message-refused' });
    expect(evil.said).toEqual([]);
    expect(vault.session('platform')).toBeUndefined();
  });

  it('has one port for a page: a newer one takes its place', async () => {
    const { channels } = setUp();
    const [first, second] = [startHost(() => ACCOUNT), startHost(() => ACCOUNT)];
    await channels.attach(attached(first.port));
    await channels.attach(attached(second.port));
    await channels.ask();
    expect(first.reasons()).toEqual(['start']);
    expect(second.reasons()).toEqual(['start', 'renew']);
  });

  it('asks every page, and the first session will do', async () => {
    const { channels, vault } = setUp();
    const silent = startHost(() => null);
    await channels.attach(attached(silent.port, { page: 'other' }));
    await channels.attach(attached(startHost(() => ACCOUNT).port));
    expect(await channels.ask()).toBe('session');
    expect(vault.session('platform')?.via).toBe('host');
    channels.update(new Set(['other']));
    expect(await channels.ask()).toBe('nobody');
    channels.update(new Set());
    expect(await channels.ask()).toBe('no-answer');
  });
});
