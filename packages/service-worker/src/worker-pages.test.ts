import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import { trackChannels } from './testing/channels.js';
import { startIssuer } from './testing/issuer.js';
import { providerJson } from './testing/make-config.js';
import { makeWorker } from './testing/make-worker.js';
import { until } from './testing/until.js';

let issuer: MockProvider;
let api: ScriptedServer;
let channels: ReturnType<typeof trackChannels>;
beforeEach(async () => {
  channels = trackChannels();
  [issuer, api] = await Promise.all([startIssuer({ authorization: true }), ScriptedServer.start()]);
  api.serve('/api/x', json(200, {}));
});
afterEach(async () => {
  channels.closeAll();
  vi.unstubAllGlobals();
  await Promise.all([issuer.stop(), api.stop()]);
});

const HELLO = { type: 'auth-bridge:hello', version: 1, host: false };
const SIGN_IN = { type: 'auth-bridge:sign-in' };
const LAB = { label: '<script>alert(1)</script>', type: 'token' };

function setUp(providers: Record<string, unknown>, scope?: string) {
  const [first = ''] = Object.keys(providers);
  const apis = [{ url: `${api.origin}/api/`, provider: first }];
  const host = { origins: ['https://platform.example'] };
  const parts = makeWorker({ providers, apis, host }, { ...(scope !== undefined && { scope }) });

  /** What a window, or a frame, that goes to `url` gets. */
  function navigate(url: string, destination: 'document' | 'iframe' = 'document') {
    const request = new Request(url);
    Object.defineProperty(request, 'destination', { value: destination });
    Object.defineProperty(request, 'mode', { value: 'navigate' });
    return parts.worker.onFetch({ request, clientId: '' });
  }

  const own = `${parts.scope}auth-bridge/`;
  return { ...parts, navigate, own };
}

const platform = () => providerJson(issuer.issuer, { signIn: ['popup', 'device'] });
const setUpToken = () => setUp({ lab: LAB });

type Parts = ReturnType<typeof setUp>;
type Page = ReturnType<Parts['openPage']>;

async function stateOf({ ask }: Parts, page: Page) {
  const reply = await ask({ type: 'auth-bridge:get-state' }, page);
  return (reply as { value: { state: { providers: Record<string, unknown>[] } } }).value.state
    .providers[0];
}

async function startForm(parts: Parts, page: Page) {
  await parts.ask(SIGN_IN, page);
  const { signIn } = (await stateOf(parts, page)) as { signIn: { id: string } };
  const query = new URLSearchParams({ provider: 'lab', 'sign-in': signIn.id });
  return { url: `${parts.own}form?${query}`, id: signIn.id };
}

const locationOf = (response: Response | undefined) => {
  expect(response?.status).toBe(303);
  return response?.headers.get('location') ?? '';
};

describe('the form', () => {
  it('is shown for the sign-in that is on its way, with its label as text', async () => {
    const parts = setUpToken();
    const { url } = await startForm(parts, parts.openPage());
    const html = (await (await parts.navigate(url))?.text()) ?? '';
    expect(html).toContain('Sign in to &#60;script&#62;alert(1)');
    expect(html).not.toContain('<script>alert(1)');
  });

  it('is not shown in a frame, for another sign-in, or once it is over', async () => {
    const parts = setUpToken();
    const page = parts.openPage();
    const { url } = await startForm(parts, page);
    const shown = async (address: string, kind?: 'iframe') =>
      (await (await parts.navigate(address, kind))?.text())?.includes('<form');
    expect(await shown(url)).toBe(true);
    expect(await shown(url, 'iframe')).toBe(false);
    expect(await shown(`${url}x`)).toBe(false);
    expect(await shown(`${parts.own}form`)).toBe(false);
    await parts.ask({ type: 'auth-bridge:cancel-sign-in' }, page);
    expect(await shown(url)).toBe(false);
  });

  it('is shown in a frame where the whole site is in one, to the site and its hosts alone', async () => {
    const parts = setUpToken();
    const page = parts.openPage();
    page.frameType = 'nested';
    const { url } = await startForm(parts, page);
    const response = await parts.navigate(url, 'iframe');
    expect(await response?.clone().text()).toContain('<form');
    expect(response?.headers.get('content-security-policy')).toContain(
      "frame-ancestors 'self' https://platform.example",
    );
  });

  it('alone may send what was typed, and only for the sign-in that is on its way', async () => {
    const parts = setUpToken();
    const page = parts.openPage();
    const { url, id } = await startForm(parts, page);
    const submit = (signIn: string) => ({
      type: 'auth-bridge:submit-form',
      provider: 'lab',
      signIn,
      values: { token: 'secret-token' },
    });
    for (const path of [
      'lab/index.html',
      'auth-bridge/done',
      'auth-bridge/form',
      'auth-bridge/formx?',
    ]) {
      const reply = await parts.ask(submit(id), parts.openPage(path));
      expect(reply, path).toMatchObject({ ok: false, error: { code: 'message-refused' } });
    }
    const form = parts.openPage(url.slice(parts.scope.length));
    for (const wrong of ['made-up', '']) {
      expect(await parts.ask(submit(wrong), form)).toMatchObject({ ok: false });
    }
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signing-in' });
    expect(await parts.ask(submit(id), form)).toEqual({
      ok: true,
      value: { next: `${parts.own}done?result=ok#_` },
    });
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signed-in' });
    expect(await parts.ask(submit(id), form)).toMatchObject({
      error: { code: 'sign-in-expired' },
    });
    expect(JSON.stringify([page.messages, form.messages])).not.toContain('secret-token');
  });
});

describe('the page at the end', () => {
  it.each([
    ['done?result=ok', 'Signed in, you can close this window', true],
    ['done?result=denied', 'Sign-in denied', false],
    ['done?result=failed', 'Sign-in failed', false],
    ['done?result=<script>', 'Sign-in failed', false],
    ['done?result=__proto__', 'Sign-in failed', false],
    ['done', 'Sign-in failed', false],
    ['signed-out', 'Signed out', true],
  ])('says how it went: %s', async (path, words, closes) => {
    const { navigate, own } = setUpToken();
    const response = await navigate(own + path);
    const html = (await response?.text()) ?? '';
    expect(html).toContain(words);
    expect(html.includes('window.close()')).toBe(closes);
    expect(html).not.toContain('<script>"');
    const policy = response?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(closes ? `script-src 'sha256-` : `script-src 'none'`);
  });

  it('is not one that the worker does not know', () => {
    const { navigate, own } = setUpToken();
    expect(navigate(`${own}nothing`)).toBeUndefined();
  });
});

describe('the end of the session at the issuer', () => {
  it('is where the worker leads, and it comes back to a page of ours', async () => {
    const { navigate, own } = setUp({ platform: platform() });
    const target = new URL(locationOf(await navigate(`${own}end-session?provider=platform`)));
    expect(`${target.origin}${target.pathname}`).toBe(issuer.url('endSession'));
    expect(Object.fromEntries(target.searchParams)).toEqual({
      client_id: 'cli-device-client',
      post_logout_redirect_uri: `${own}signed-out`,
    });
  });

  it('is nowhere for a provider that has none', async () => {
    issuer.changeMetadata({ end_session_endpoint: undefined });
    const { navigate, own } = setUp({ platform: platform() });
    for (const provider of ['platform', 'nobody']) {
      const answer = await navigate(`${own}end-session?provider=${provider}`);
      expect(locationOf(answer)).toBe(`${own}done?result=failed#_`);
    }
  });
});

describe("a navigation to one of the site's pages", () => {
  const scope = () => `${api.origin}/lite/`;
  const lab = () => `${scope()}lab/index.html`;

  it('is answered once the session is back, while the page that is left has its keeper still', async () => {
    api.on('/lite/lab/index.html', json(200, 'the lab'));
    const parts = setUp({ platform: platform() }, scope());
    const keeper = parts.clients.open('sharedworker', `${scope()}service-worker.js?keeper`);
    const answer = parts.navigate(lab());
    await parts.runtime.advance(0);
    expect(api.received).toEqual([]);
    parts.clients.close(keeper);
    await parts.runtime.advance(30_000);
    expect(await (await answer)?.text()).toBe('"the lab"');
    expect(parts.navigate(lab())).toBeUndefined();
  });

  it('is answered by what JupyterLite has kept, where the web host cannot be reached', async () => {
    await api.stop();
    const parts = setUp({ platform: platform() }, scope());
    await expect(parts.navigate(lab())).rejects.toThrow();
    const again = setUp({ platform: platform() }, scope());
    again.runtime.cached = () => Promise.resolve(new Response('kept'));
    expect(await (await again.navigate(lab()))?.text()).toBe('kept');
  });
});

describe('a link with a token', () => {
  it.each([
    ['lab/index.html?token=secret-link', 'lab/index.html#_'],
    ['lab/index.html#token=secret-link', 'lab/index.html#_'],
    ['lab/?path=a.ipynb&token=secret-link#heading', 'lab/?path=a.ipynb#heading'],
  ])('signs in, and leads to the page without it: %s', async (path, clean) => {
    const parts = setUpToken();
    const response = await parts.navigate(parts.scope + path);
    const location = locationOf(response);
    expect(location).toBe(parts.scope + clean);
    response?.headers.forEach((value) => expect(value).not.toContain('secret-link'));
    expect(response?.headers.get('referrer-policy')).toBe('no-referrer');
    await parts.send(`${api.origin}/api/x`);
    expect(api.at('/api/x')[0]?.headers.authorization).toBe('Bearer secret-link');
  });

  it("takes no session's place, and still leads to the clean page", async () => {
    const parts = setUpToken();
    await parts.navigate(`${parts.scope}lab/?token=secret-first`);
    expect(locationOf(await parts.navigate(`${parts.scope}lab/?token=secret-2`))).toBe(
      `${parts.scope}lab/#_`,
    );
    await parts.send(`${api.origin}/api/x`);
    expect(api.at('/api/x')[0]?.headers.authorization).toBe('Bearer secret-first');
  });

  it('is none where no provider takes tokens, nor outside the site', async () => {
    const { navigate, scope, ask, openPage } = setUp({ platform: platform() });
    await ask(HELLO, openPage());
    expect(navigate(`${scope}lab/?token=x`)).toBeUndefined();
    expect(setUpToken().navigate('https://site.example/other/?token=x')).toBeUndefined();
  });
});

describe('a silent sign-in', () => {
  const asked = (page: Page) =>
    page.messages.filter(
      (message): message is { type: string; url: string; ms: number } =>
        (message as { type?: unknown }).type === 'auth-bridge:authorize-silently',
    );

  /** What the hidden frame does. */
  async function frame(parts: Parts, url: string) {
    const issuerPage = locationOf(await parts.navigate(url, 'iframe'));
    const back = locationOf(await fetch(issuerPage, { redirect: 'manual' }).then(asSeeOther));
    return locationOf(await parts.navigate(back, 'iframe'));
  }
  const asSeeOther = ({ headers }: Response) => new Response(null, { status: 303, headers });

  it('is asked of one page without a host that says hello, and signs in', async () => {
    issuer.signIn();
    const parts = setUp({ platform: platform() });
    const [page, other] = [parts.openPage(), parts.openPage()];
    const form = parts.openPage('auth-bridge/done');
    await parts.ask(HELLO, page);
    await until(() => expect(asked(page).length + asked(other).length).toBe(1));
    expect(asked(form)).toEqual([]);
    const [{ url, ms } = { url: '', ms: 0 }] = [...asked(page), ...asked(other)];
    expect(url.startsWith(`${parts.own}start?`)).toBe(true);
    expect(ms).toBe(8_000);
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signed-out' });
    expect(await stateOf(parts, page)).not.toHaveProperty('signIn');
    expect(await frame(parts, url)).toBe(`${parts.own}done?result=ok#_`);
    expect(await stateOf(parts, page)).toMatchObject({
      status: 'signed-in',
      session: { via: 'silent' },
    });
    await parts.ask(HELLO, other);
    expect(asked(page).length + asked(other).length).toBe(1);
  });

  it('that the issuer refuses leaves no word', async () => {
    const parts = setUp({ platform: platform() });
    const page = parts.openPage();
    await parts.ask(HELLO, page);
    await until(() => expect(asked(page)).toHaveLength(1));
    expect(await frame(parts, asked(page)[0]?.url ?? '')).toMatch(/result=failed/);
    const state = await stateOf(parts, page);
    expect(state).toMatchObject({ status: 'signed-out' });
    expect(state).not.toHaveProperty('trouble');
  });

  it('is not asked of a page that may have a host', async () => {
    const parts = setUp({ platform: platform() });
    const page = parts.openPage();
    await parts.ask({ ...HELLO, host: true }, page);
    await until(() => expect(issuer.at('discovery')).toHaveLength(1));
    await parts.runtime.advance(100);
    expect(asked(page)).toEqual([]);
  });
});

describe('a sign-in in a window', () => {
  async function start(provider: string) {
    const lab = { type: 'labarchives', accessKeyId: 'key-1' };
    const parts = setUp({ platform: platform(), second: platform(), lab });
    const page = parts.openPage();
    const begun = parts.ask({ ...SIGN_IN, provider }, page);
    // First it is tried without the user, which comes to nothing here.
    await until(() => expect(JSON.stringify(page.messages)).toContain('silently'));
    await parts.runtime.advance(10_000);
    await begun;
    const reply = await parts.ask({ type: 'auth-bridge:get-state' }, page);
    const { state } = (reply as { value: { state: BridgeState } }).value;
    const id = state.providers.find((each) => each.id === provider)?.signIn?.id ?? '';
    const url = `${parts.own}start?${new URLSearchParams({ provider, 'sign-in': id })}`;
    const visit = async (address: string) =>
      (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';
    return { ...parts, url, visit };
  }

  it.each([
    ['platform', 'callback'],
    ['second', 'callback/second'],
  ])("ends at its provider's own address: %s", async (provider, address) => {
    const { url, navigate, visit, own } = await start(provider);
    const back = await visit(locationOf(await navigate(url)));
    expect(back.split('?')[0]).toBe(own + address);
    expect(locationOf(await navigate(back))).toBe(`${own}done?result=ok#_`);
  });

  it('neither begins nor ends in a frame', async () => {
    const { url, navigate, visit, own } = await start('second');
    const failed = `${own}done?result=failed#_`;
    expect(locationOf(await navigate(url, 'iframe'))).toBe(failed);
    const back = await visit(locationOf(await navigate(url)));
    expect(locationOf(await navigate(back, 'iframe'))).toBe(failed);
    expect(issuer.at('token')).toEqual([]);
  });
});

describe('two pages of the site', () => {
  it('show the same sign-in, with the same code', async () => {
    const parts = setUp({ platform: providerJson(issuer.issuer) });
    const [one, two] = [parts.openPage(), parts.openPage()];
    await Promise.all([parts.ask(SIGN_IN, one), parts.ask(SIGN_IN, two)]);
    const states = [await stateOf(parts, one), await stateOf(parts, two)];
    expect(states[0]).toMatchObject({ signIn: { userCode: 'RTJW-LJDN', phase: 'pending' } });
    expect(states[1]).toEqual(states[0]);
    expect(issuer.at('device')).toHaveLength(1);
    const last = (page: Page) =>
      page.messages.filter((each) => JSON.stringify(each).includes('RTJW-LJDN')).at(-1);
    await until(() => expect(last(one)).toBeDefined());
    expect(last(two)).toEqual(last(one));
  });
});

describe('after a sign-out', () => {
  it('what the host sends late brings no session back, until the user asks for one', async () => {
    const signIn = ['host', 'device'];
    const parts = setUp({ platform: providerJson(issuer.issuer, { signIn }) });
    const page = parts.openPage();
    const hostData = (authToken: string) => ({
      type: 'auth-bridge:host-data',
      payload: { apiConfig: { accountId: 'account-1', authToken } },
    });
    await parts.ask({ ...HELLO, host: true }, page);
    await parts.ask(hostData('secret-1'), page);
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signed-in' });
    const out = parts.ask({ type: 'auth-bridge:sign-out' }, page);
    await until(() => expect(page.messages.length).toBeGreaterThan(2));
    await parts.runtime.advance(2_000);
    await out;
    await parts.ask(hostData('secret-2'), page);
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signed-out' });
    const asked = parts.ask(SIGN_IN, page);
    await until(() => expect(page.messages).toContainEqual({ type: 'auth-bridge:host-needed' }));
    await parts.ask(hostData('secret-3'), page);
    await asked;
    expect(await stateOf(parts, page)).toMatchObject({ status: 'signed-in' });
  });

  it('gives the kernel its new handle, and the old one is dead', async () => {
    const parts = setUpToken();
    const page = parts.openPage();
    await parts.ask(HELLO, page);
    await parts.navigate(`${parts.scope}lab/?token=secret-link`);
    const started = await parts.ask({ type: 'auth-bridge:kernel-started', kernel: 'k' }, page);
    const { handle } = (started as { value: { values: { handle: string } } }).value.values;
    const headers = { authorization: `Bearer ${handle}` };
    const out = parts.send(`${parts.own}kernel/sign-out`, { method: 'POST', headers });
    await until(() => expect(page.messages.length).toBeGreaterThan(1));
    await parts.runtime.advance(2_000);
    const answer = (await (await out)?.json()) as { handle: string };
    expect(answer.handle).toMatch(/^jlab_/);
    expect(answer.handle).not.toBe(handle);
    expect((await parts.send(`${api.origin}/api/x`, { headers }))?.status).toBe(401);
    const fresh = { headers: { authorization: `Bearer ${answer.handle}` } };
    const session = await parts.send(`${parts.own}kernel/session`, fresh);
    expect(session?.status).toBe(200);
    expect(api.at('/api/x')).toEqual([]);
  });
});
