import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScriptedServer, json } from '@jupyterlite-auth-bridge/mock-provider';
import { Introductions } from './introductions.js';
import { trackChannels } from './testing/channels.js';
import { providerJson } from './testing/make-config.js';
import { makeWorker } from './testing/make-worker.js';

let api: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  api = await ScriptedServer.start();
  api.on('/api/users', json(200, { name: 'Grace' }));
});
afterEach(async () => {
  channels.closeAll();
  await api.stop();
});

const HANDLE = 'jlab_from-before';
const hello = (host: boolean) => ({ type: 'auth-bridge:hello', version: 1, host });
const RUNNING = { type: 'auth-bridge:kernel-started', kernel: 'k', handle: HANDLE };
const HOST_DATA = {
  type: 'auth-bridge:host-data',
  payload: { apiConfig: { accountId: 'account-1', authToken: 'secret-auth' } },
};

function setUp() {
  const platform = providerJson('https://issuer.example', { signIn: ['host'] });
  const parts = makeWorker({
    providers: { platform },
    apis: [{ url: `${api.origin}/api/`, provider: 'platform' }],
    host: { origins: ['https://platform.example'] },
  });
  const call = () => parts.send(`${api.origin}/api/users`, { headers: { 'x-auth-token': HANDLE } });
  return { ...parts, call };
}

const types = (messages: readonly unknown[]) =>
  messages.map((message) => (message as { type: string }).type);

describe('a worker that has started with nothing while pages are open', () => {
  it('asks them who they are, and then the host: the call of a kernel from before succeeds', async () => {
    const parts = setUp();
    const page = parts.openPage();
    const response = parts.call();
    await vi.waitFor(() => expect(types(page.messages)).toContain('auth-bridge:state'));
    await parts.ask(RUNNING, page);
    await parts.ask(hello(true), page);
    await vi.waitFor(() => expect(types(page.messages)).toContain('auth-bridge:host-needed'));
    await parts.ask(HOST_DATA, page);
    expect((await response)?.status).toBe(200);
    expect(api.at('/api/users')[0]?.headers['x-auth-token']).toBe('secret-auth');
  });

  it('waits for each of them, and for none that says nothing', async () => {
    const parts = setUp();
    const [page] = [parts.openPage(), parts.openPage('tree/index.html')];
    let status: number | undefined;
    void parts.call()?.then((response) => (status = response.status));
    await vi.waitFor(() => expect(types(page.messages)).toContain('auth-bridge:state'));
    await parts.ask(hello(false), page);
    await parts.runtime.advance(1_400);
    expect(status).toBeUndefined();
    await parts.runtime.advance(200);
    await vi.waitFor(() => expect(status).toBe(401)); // a handle that nobody has claimed
    expect(api.received).toEqual([]);
  });

  it('asks nobody again once they have greeted it', async () => {
    const parts = setUp();
    const page = parts.openPage();
    await parts.ask(hello(false), page);
    const before = page.messages.length;
    expect((await parts.call())?.status).toBe(401);
    expect(types(page.messages.slice(before))).not.toContain('auth-bridge:state');
  });
});

describe('who can be asked to do something', () => {
  const pages = [{ id: 'ours' }, { id: 'a page of the site without JupyterLab' }];

  it('is a page that has greeted; any page, where none has since this start', () => {
    const { clients, runtime } = makeWorker({ providers: {}, apis: [] });
    const introductions = new Introductions({
      ...{ clients, runtime, scope: 'https://site.example/' },
      ask: () => undefined,
    });
    expect(introductions.extended(pages)).toEqual(pages);
    introductions.meet('ours');
    expect(introductions.extended(pages)).toEqual([{ id: 'ours' }]);
    expect(introductions.extended([])).toEqual([]);
  });
});
