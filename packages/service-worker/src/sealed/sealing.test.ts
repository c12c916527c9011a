import { json, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trackChannels } from '../testing/channels.js';
import { CLIENT_ID, TOKEN, startIssuer } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';
import { makeWorker } from '../testing/make-worker.js';

const KERNEL_SCRIPT = '/lite/extensions/kernel/static/worker.js';

let issuer: MockProvider;
let web: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  [issuer, web] = await Promise.all([startIssuer(), ScriptedServer.start()]);
  web.on('/api/users', json(200, { name: 'Grace' }));
  web.on(KERNEL_SCRIPT, (response) => response.end('start();'));
});
afterEach(async () => {
  channels.closeAll();
  vi.unstubAllGlobals();
  await Promise.all([issuer.stop(), web.stop()]);
});

/** A signed-in user, a kernel whose script came through the worker, and one's whose did not. */
async function setUp(sealed = true) {
  const platform = providerJson(issuer.issuer, { signIn: ['host', 'device'] });
  const config = {
    providers: { platform },
    apis: [{ url: `${web.origin}/api/`, provider: 'platform' }],
    host: { origins: ['https://platform.example'] },
    kernel: { sealed },
  };
  const parts = makeWorker(config, { scope: `${web.origin}/lite/` });
  const page = parts.openPage();
  await parts.ask({ type: 'auth-bridge:hello', version: 1, host: true }, page);
  const apiConfig = { accountId: 'account-1', authToken: 'secret-auth' };
  await parts.ask({ type: 'auth-bridge:host-data', payload: { apiConfig } }, page);

  /** What a worker that starts from this script gets. */
  function start(path: string, id: string) {
    const request = new Request(web.origin + path);
    Object.defineProperty(request, 'destination', { value: 'worker' });
    return parts.worker.onFetch({ request, clientId: page.id, resultingClientId: id });
  }

  const reply = await parts.ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }, page);
  const { handle } = (reply as { value: { values: { handle: string } } }).value.values;
  const script = await start(KERNEL_SCRIPT, 'sealed');

  async function call(client: string, url = `${web.origin}/api/users`, init?: RequestInit) {
    const response = await parts.send(url, init, { id: client });
    const body: unknown = response?.status === 204 ? {} : await response?.json();
    const code = (body as { type?: string }).type?.split(':').at(-1) ?? '';
    return `${response?.status} ${code}`.trim();
  }
  const bearer = { headers: { authorization: `Bearer ${handle}` } };
  return { ...parts, page, script, start, call, bearer };
}

describe('on a sealed site', () => {
  it('the script of a worker comes with the policy, but for that of the keeper', async () => {
    web.on('/lite/service-worker.js', (response) => response.end('keep();'));
    const { script, start } = await setUp();
    expect(script?.headers.get('content-security-policy')).toContain(
      `connect-src ${web.origin}/lite/ ${web.origin}/api ${web.origin}/api/ ${issuer.server.origin}/`,
    );
    expect(await script?.text()).toMatch(/.start\(\);$/);
    const keeper = await start('/lite/service-worker.js?tab-keeper', 'keeper');
    expect(await keeper?.text()).toBe('keep();');
  });

  it('loads no font for a worker: WebKit, which asks no policy, calls it a worker that nobody becomes', async () => {
    const { start } = await setUp();
    expect((await start('/elsewhere/font.woff?data', ''))?.type).toBe('error');
    expect(web.at('/elsewhere/font.woff')).toEqual([]);
  });

  it('leaves what modules of workers import, which looks the same in Firefox: it is no kernel', async () => {
    const { start, call } = await setUp();
    expect(await (await start(KERNEL_SCRIPT, ''))?.text()).toContain('serviceWorker');
    expect(await call('')).toBe('403 kernel-unsealed');
  });

  it('a kernel that was sealed has the session, with its handle and without', async () => {
    const { call, bearer } = await setUp();
    expect(await call('sealed')).toBe('200');
    expect(await call('sealed', undefined, bearer)).toBe('200');
    expect(web.at('/api/users').map(({ headers }) => headers['x-auth-token'])).toEqual([
      'secret-auth',
      'secret-auth',
    ]);
  });

  it('nobody else has, not with a live handle either: pages, other workers, a keeper', async () => {
    const { call, bearer, page, start } = await setUp();
    await start('/lite/service-worker.js?keeper', 'keeper');
    for (const client of [page.id, 'other', 'keeper', '']) {
      for (const init of [undefined, bearer]) {
        expect(await call(client, undefined, init)).toBe('403 kernel-unsealed');
      }
    }
    expect(web.at('/api/users')).toEqual([]);
  });

  it('nobody else is answered in a flow of its own', async () => {
    const { call } = await setUp();
    const form = { grant_type: 'refresh_token', refresh_token: 'jlab_x', client_id: CLIENT_ID };
    const post = { method: 'POST', body: new URLSearchParams(form) };
    const token = issuer.server.origin + TOKEN;
    expect(await call('other', token, post)).toBe('403 kernel-unsealed');
    expect(await call('sealed', token, post)).toBe('400');
  });

  it('a kernel is told whether it was sealed, before it has a handle', async () => {
    const { call, scope, bearer } = await setUp();
    const endpoint = `${scope}auth-bridge/kernel/`;
    expect(await call('sealed', `${endpoint}sealed`)).toBe('204');
    expect(await call('other', `${endpoint}sealed`)).toBe('403 kernel-unsealed');
    expect(await call('other', `${endpoint}session`, bearer)).toBe('403 kernel-unsealed');
  });

  it("JupyterLite's code answers what is its own, and nothing else", async () => {
    const { worker, scope } = await setUp();
    const isLeft = (url: string) => worker.isLeftToBrowser(new Request(url));
    expect(isLeft(`${scope}api/drive`)).toBe(false);
    expect(isLeft(`${scope}api/stdin/kernel`)).toBe(false);
    expect(isLeft(`${web.origin}/api/service-worker-heartbeat`)).toBe(false);
    expect(isLeft(`${scope}lab/index.html`)).toBe(true);
    expect(isLeft('https://other.example/')).toBe(true);
  });

  it('a call with a credential of its own is left to the browser, redirects and all', async () => {
    const { send } = await setUp();
    const own = { headers: { authorization: 'Bearer own' } };
    expect(send(`${web.origin}/api/users`, own, { id: 'sealed' })).toBeUndefined();
  });
});

describe('on any other site', () => {
  it('everything is as it was', async () => {
    const { script, call, bearer, worker, scope } = await setUp(false);
    expect(script).toBeUndefined();
    expect(await call('other')).toBe('200');
    expect(await call('other', undefined, bearer)).toBe('200');
    expect(worker.isLeftToBrowser(new Request(`${scope}api/drive`))).toBe(false);
  });

  it.each([false, true])("files are JupyterLite's code's where it keeps some: %s", (keepsFiles) => {
    const { worker, scope } = makeWorker({ providers: {} }, { keepsFiles });
    const isLeft = (url: string) => worker.isLeftToBrowser(new Request(url));
    expect(isLeft(`${scope}lab/index.html`)).toBe(!keepsFiles);
    expect(isLeft('https://other.example/data.csv')).toBe(!keepsFiles);
    expect(isLeft(`${scope}api/drive`)).toBe(false);
  });
});
