import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { makeSessions, SITE } from '../testing/make-sessions.js';
import { memoryStore } from '../testing/memory-store.js';
import { answerCallback, answerStart } from './authorization-code.js';

const OWN = `${SITE}auth-bridge/`;

let honest: MockProvider;
let liar: MockProvider;
beforeEach(async () => {
  const options = { authorization: true };
  [honest, liar] = await Promise.all([startIssuer(options), startIssuer(options)]);
});
afterEach(() => Promise.all([honest.stop(), liar.stop()]));

const signIn = ['popup'];
const plain = (issuer: MockProvider) => ({
  issuer: undefined,
  scope: 'read',
  endpoints: { token: issuer.url('token'), authorization: issuer.url('authorize') },
});

/** A site of both, in this order. @param more of the liar's part of `auth.json` */
function setUp(order: readonly ('honest' | 'liar')[], more: Record<string, unknown> = {}) {
  const providers = {
    honest: providerJson(honest.issuer, { signIn }),
    liar: providerJson(liar.issuer, { signIn, ...more }),
  };
  const inOrder = Object.fromEntries(order.map((id) => [id, providers[id]]));
  const parts = makeSessions(configOf({ providers: inOrder, apis: [] }));
  const context = { ...parts, store: memoryStore(), scope: SITE, framed: false };
  const { sessions, vault } = parts;

  /** Where the worker sends the user of a sign-in at this provider. */
  async function start(id: string): Promise<URL> {
    const provider = sessions.provider(id);
    if (!provider) throw new Error(`no provider ${id}`);
    await sessions.signIn(provider, { force: true });
    const query = { provider: id, 'sign-in': vault.signIn(id)?.id ?? '' };
    const url = new URL(`${OWN}start?${new URLSearchParams(query).toString()}`);
    return locationOf(await answerStart(url, context));
  }

  const comeBack = async (url: URL) => locationOf(await answerCallback(url, context)).href;

  return { ...parts, start, comeBack };
}

function locationOf(response: Response): URL {
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '');
}

/** Where an issuer sends the browser back to. */
async function visit(authorization: URL): Promise<URL> {
  const answer = await fetch(authorization, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

/** The liar's page sends the user on to the honest issuer, with the state and challenge that it was asked with. */
function ledOn(asked: URL, redirectUri: string): URL {
  const url = new URL(`${honest.url('authorize')}${asked.search}`);
  url.searchParams.set('client_id', honest.clientId);
  url.searchParams.set('redirect_uri', redirectUri);
  return url;
}

const addressOf = (url: URL) => `${url.origin}${url.pathname}`;

describe('redirect addresses', () => {
  it('are a different one for each provider, in both requests', async () => {
    const { start, comeBack, vault } = setUp(['honest', 'liar']);
    for (const [id, issuer, address] of [
      ['honest', honest, `${OWN}callback`],
      ['liar', liar, `${OWN}callback/liar`],
    ] as const) {
      const asked = await start(id);
      expect(asked.searchParams.get('redirect_uri')).toBe(address);
      const callback = await visit(asked);
      expect(addressOf(callback)).toBe(address);
      expect(await comeBack(callback)).toMatch(/result=ok/);
      expect(issuer.at('token').map(({ form }) => form.get('redirect_uri'))).toEqual([address]);
      expect(vault.session(id)?.via).toBe('popup');
    }
  });

  it('do not count providers of other types', async () => {
    const forge = { type: 'token', checkUrl: 'https://forge.example/me' };
    const providers = {
      open: { type: 'none' },
      forge,
      only: providerJson(honest.issuer, { signIn }),
    };
    const parts = makeSessions(configOf({ providers, apis: [] }));
    const context = { ...parts, store: memoryStore(), scope: SITE, framed: false };
    const only = parts.sessions.provider('only');
    if (only) await parts.sessions.signIn(only);
    const url = new URL(
      `${OWN}start?provider=only&sign-in=${parts.vault.signIn('only')?.id ?? ''}`,
    );
    const asked = locationOf(await answerStart(url, context));
    expect(asked.searchParams.get('redirect_uri')).toBe(`${OWN}callback`);
  });

  it('may have the slash that a web host puts behind them', async () => {
    const { start, comeBack } = setUp(['honest', 'liar']);
    const callback = await visit(await start('liar'));
    callback.pathname += '/';
    expect(await comeBack(callback)).toMatch(/result=ok/);
  });

  it.each([
    ['honest', 'callback/liar'],
    ['honest', 'callback/honest'],
    ['honest', 'callback/liar/x'],
    ['liar', 'callback'],
    ['liar', 'callback/'],
    ['liar', 'callback/honest'],
  ])('of others are refused: %s at %s', async (id, path) => {
    const { start, comeBack, vault } = setUp(['honest', 'liar']);
    const callback = await visit(await start(id));
    callback.pathname = new URL(OWN + path).pathname;
    expect(await comeBack(callback)).toMatch(/result=failed/);
    expect([...honest.at('token'), ...liar.at('token')]).toEqual([]);
    expect(vault.signIn(id)).toMatchObject({
      phase: 'failed',
      trouble: { code: 'issuer-refused' },
    });
  });
});

describe('an issuer that leads the user on to another (RFC 9700 section 4.4)', () => {
  /** What the liar's server could redeem a code of the honest one with. */
  const told = () => liar.received.map(({ url, form }) => `${url} ${form.toString()}`).join();

  it.each([
    ['behind it', ['honest', 'liar'], false],
    ['before it', ['liar', 'honest'], false],
    ['behind it, by plain OAuth 2', ['honest', 'liar'], true],
    ['before it, by plain OAuth 2', ['liar', 'honest'], true],
  ] as const)('gets neither its code nor the verifier: %s', async (_, order, isPlain) => {
    const { start, comeBack, vault } = setUp(order, isPlain ? plain(liar) : {});
    const asked = await start('liar');
    // The honest issuer knows one address of this client.
    const registered = order[0] === 'honest' ? `${OWN}callback` : `${OWN}callback/honest`;
    const callback = await visit(ledOn(asked, registered));
    const code = callback.searchParams.get('code') ?? '';
    expect(code).not.toBe('');
    expect(await comeBack(callback)).toMatch(/result=failed/);
    expect(liar.at('token')).toEqual([]);
    expect(honest.at('token')).toEqual([]);
    expect(told()).not.toMatch(/code_verifier/);
    expect(told()).not.toContain(code);
    expect(vault.session('liar')).toBeUndefined();
    expect(vault.session('honest')).toBeUndefined();
    // Nor does a second try with the same state get any further.
    expect(await comeBack(callback)).toMatch(/result=failed/);
    expect(liar.at('token')).toEqual([]);
  });

  it.each([
    ['', {}],
    [', also by plain OAuth 2', { isPlain: true }],
  ])('nor where that one takes any address and says who it is%s', async (_, { isPlain }: Kind) => {
    const { start, comeBack, vault } = setUp(['honest', 'liar'], isPlain ? plain(liar) : {});
    const before = liar.received.length;
    const callback = await visit(ledOn(await start('liar'), `${OWN}callback/liar`));
    callback.searchParams.append('iss', honest.issuer);
    expect(await comeBack(callback)).toMatch(/result=failed/);
    expect(liar.at('token')).toEqual([]);
    expect(told()).not.toMatch(/code_verifier/);
    // The discovery of the start apart, nothing was asked.
    expect(liar.received.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(vault.signIn('liar')?.trouble?.code).toBe('issuer-refused');
  });

  it('leaves a session with the other as it is', async () => {
    const { start, comeBack, vault } = setUp(['honest', 'liar']);
    await comeBack(await visit(await start('honest')));
    const session = vault.session('honest');
    expect(session).toBeDefined();
    await comeBack(await visit(ledOn(await start('liar'), `${OWN}callback`)));
    expect(vault.session('honest')).toBe(session);
    expect(honest.at('token')).toHaveLength(1);
    expect(liar.at('token')).toEqual([]);
  });

  it('is no matter between two clients of one issuer', async () => {
    const { start, comeBack } = setUp(['honest', 'liar'], { issuer: honest.issuer });
    for (const id of ['honest', 'liar']) {
      const callback = await visit(await start(id));
      callback.searchParams.set('iss', honest.issuer);
      expect(await comeBack(callback)).toMatch(/result=ok/);
    }
  });
});

interface Kind {
  readonly isPlain?: boolean;
}
