import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { makeSessions } from '../testing/make-sessions.js';
import { DISCOVERY, TOKEN, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { status } from '@jupyterlite-auth-bridge/mock-provider';
import { candidates, findEndpoint } from './find-endpoint.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

function setUp(provider: Record<string, unknown>) {
  const { sessions } = makeSessions(configOf({ providers: { platform: provider }, apis: [] }));
  const ask = (address: string, more: { method?: string; destination?: string } = {}) => {
    const url = new URL(address);
    const headers = new Headers();
    const facts = { url, method: 'POST', mode: 'cors', destination: '', headers, ...more };
    return candidates(facts, sessions).map(({ provider }) => provider.id);
  };
  const find = async (address: string) => {
    const found = await findEndpoint(new URL(address), sessions.oidcFlows());
    return found === 'unknown' ? found : found?.endpoint;
  };
  return { sessions, ask, find };
}

describe('before discovery', () => {
  it("takes any POST to the issuer's origin for a candidate, and nothing else", () => {
    const { ask } = setUp(providerJson('https://platform.example/oidc'));
    expect(ask('https://platform.example/anything')).toEqual(['platform']);
    expect(ask('https://platform.example/anything', { method: 'GET' })).toEqual([]);
    expect(ask('https://platform.example/anything', { destination: 'document' })).toEqual([]);
    expect(ask('https://platform.example.evil.test/oidc/token')).toEqual([]);
    expect(ask('http://platform.example/oidc/token')).toEqual([]);
  });

  it("does not know where discovery fails, on the issuer's origin alone", async () => {
    issuer.server.on(DISCOVERY, status(500));
    const { find } = setUp(providerJson(issuer.issuer));
    expect(await find(issuer.server.origin + TOKEN)).toBe('unknown');
    expect(await find('https://elsewhere.example/token')).toBeUndefined();
  });
});

describe('with endpoints known', () => {
  const known = (endpoints: Record<string, string>) => {
    const parts = setUp(providerJson('https://platform.example/oidc', { endpoints }));
    return parts;
  };

  it('tells them apart, and from the rest of the origin', async () => {
    const { ask, find } = known({
      token: 'https://id.example/token',
      deviceAuthorization: 'https://id.example/device',
    });
    expect(await find('https://id.example/token?x=1')).toBe('token');
    expect(await find('https://id.example/device')).toBe('device-authorization');
    for (const other of ['https://id.example/tokens', 'https://platform.example/oidc/token']) {
      expect(ask(other), other).toEqual([]);
      expect(await find(other), other).toBeUndefined();
    }
  });

  // Servers read paths loosely: none of these may reach one and come back with a token.
  it.each([
    'https://id.example/oidc/token/',
    'https://id.example/oidc/TOKEN',
    'https://id.example/oidc//token',
    'https://id.example/oidc/%74oken',
    'https://id.example/oidc/x/../token',
    'https://id.example/oidc/token;v=1',
    'https://id.example./oidc/token',
  ])('is not walked around by %s', async (address) => {
    const { ask, find } = known({ token: 'https://id.example/oidc/token' });
    expect(ask(address)).toEqual(['platform']);
    expect(await find(address)).toBe('token');
  });

  it('takes endpoints whose URL has a query', async () => {
    const { ask, find } = known({ token: 'https://id.example/token?p=policy' });
    expect(ask('https://id.example/token?p=policy')).toEqual(['platform']);
    expect(await find('https://id.example/token?p=policy')).toBe('token');
  });

  it('reads an escape that is none as it stands', async () => {
    const { find } = known({ token: 'https://id.example/token' });
    expect(await find('https://id.example/token%')).toBeUndefined();
    expect(await find('https://id.example/token%FF')).toBeUndefined();
  });
});
