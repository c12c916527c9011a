import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addLaunchCode } from '@jupyterlite-auth-bridge/protocol';
import { json, redirect, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import { trackChannels } from '../testing/channels.js';
import { providerJson } from '../testing/make-config.js';
import { makeWorker } from '../testing/make-worker.js';

const LAUNCH = {
  session: { accountId: 'account-1', authToken: 'secret-auth' },
  data: { materials: ['Si'] },
};
const HELLO = { type: 'auth-bridge:hello', version: 1, host: false };

let platform: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  platform = await ScriptedServer.start();
  platform.on('/exchange', json(200, LAUNCH), status(400));
});
afterEach(async () => {
  channels.closeAll();
  vi.unstubAllGlobals();
  await platform.stop();
});

function setUp(exchange = true) {
  const parts = makeWorker({
    providers: { platform: providerJson('https://id.example', { signIn: ['host', 'device'] }) },
    apis: [],
    host: {
      origins: [platform.origin],
      ...(exchange && { exchange: `${platform.origin}/exchange` }),
    },
  });
  const { worker, scope, runtime, ask } = parts;
  /** Opens the site's page with this code, as a click at the platform does; its answer. */
  const open = async (code = 'abc', path = 'lab/index.html?path=a.ipynb') => {
    const request = new Request(addLaunchCode(scope + path, code));
    // No script can make the request of a navigation.
    Object.defineProperty(request, 'mode', { value: 'navigate' });
    Object.defineProperty(request, 'destination', { value: 'document' });
    const answer = worker.onFetch({ request, clientId: '' });
    await runtime.advance(5_000); // nobody keeps the session in these tests
    return answer;
  };
  const kernelValues = async (path = 'lab/index.html?path=a.ipynb#_') => {
    const page = parts.openPage(path);
    await ask(HELLO, page);
    return ask({ type: 'auth-bridge:kernel-started', kernel: page.id }, page);
  };
  const state = () => ask({ type: 'auth-bridge:get-state' }, parts.openPage());
  return { ...parts, open, kernelValues, state };
}

const signedIn = (name: string) => ({
  value: { state: { providers: [{ session: { user: { name } } }] } },
});

describe('a page that a host opened with a one-time code', () => {
  it('is loaded without it; the worker has the session, and the kernel the data', async () => {
    const { open, kernelValues, state, scope } = setUp();
    const response = await open();
    expect(response?.status).toBe(303);
    expect(response?.headers.get('location')).toBe(`${scope}lab/index.html?path=a.ipynb#_`);
    const [sent] = platform.received;
    expect(sent?.body).toBe('{"code":"abc"}');
    expect(sent?.headers.cookie).toBeUndefined();
    expect(await state()).toMatchObject(signedIn('account-1'));
    const values = await kernelValues();
    expect(values).toMatchObject({
      value: {
        values: { dataFromHost: { materials: ['Si'], apiConfig: { accountId: 'account-1' } } },
      },
    });
    expect(JSON.stringify(values)).not.toContain('secret');
    expect(await kernelValues()).not.toMatchObject({ value: { values: { dataFromHost: {} } } });
  });

  it('says so where the code is of no use any more, and keeps the session that there is', async () => {
    const { open, state } = setUp();
    await open();
    await open();
    expect(platform.received).toHaveLength(2);
    expect(await state()).toMatchObject(signedIn('account-1'));
    const fresh = setUp();
    const response = await fresh.open('used');
    expect(response?.status).toBe(303);
    expect(await fresh.state()).toMatchObject({
      value: { state: { providers: [{ trouble: { code: 'sign-in-denied' } }] } },
    });
  });

  it.each([
    ['no JSON', status(200)],
    ['no session', json(200, { data: {} })],
    ['data that is none', json(200, { ...LAUNCH, data: 'text' })],
    ['another address', redirect('/elsewhere')],
  ])('gets nothing where the platform answers with %s', async (_, answer) => {
    platform.on('/exchange', answer);
    const { open, state } = setUp();
    expect((await open())?.status).toBe(303);
    expect(JSON.stringify(await state())).toMatch(/host-data-invalid|issuer-unreachable/);
    expect(platform.received.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  it('on a first visit hands the code over itself', async () => {
    const { ask, openPage, scope, state, kernelValues } = setUp();
    const url = `${scope}lab/index.html`;
    const use = { type: 'auth-bridge:use-code', code: 'abc', url };
    expect(await ask(use, openPage())).toMatchObject({ ok: true });
    expect(await ask(use, openPage())).toMatchObject({ error: { code: 'sign-in-denied' } });
    expect(await state()).toMatchObject(signedIn('account-1'));
    expect(await kernelValues('lab/index.html')).toMatchObject({
      value: { values: { dataFromHost: { materials: ['Si'] } } },
    });
  });

  it('is like any other where auth.json has no exchange', async () => {
    const { ask, openPage, scope } = setUp(false);
    const use = { type: 'auth-bridge:use-code', code: 'abc', url: scope };
    expect(await ask(use, openPage())).toMatchObject({ error: { code: 'message-refused' } });
    expect(platform.received).toEqual([]);
  });
});
