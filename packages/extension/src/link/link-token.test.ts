import { BridgeError, PROTOCOL_VERSION } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState, PageRequest, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeTokenFromAddress, useLinkToken } from './link-token';

afterEach(() => vi.unstubAllGlobals());

function visit(href: string) {
  const replaceState = vi.fn<(state: unknown, unused: string, url: URL) => void>();
  vi.stubGlobal('location', { href });
  vi.stubGlobal('history', { state: { lab: 1 }, replaceState });
  return { token: takeTokenFromAddress(), replaceState };
}

describe('takeTokenFromAddress', () => {
  it.each([
    ['?path=a%20b.ipynb&token=abc', '?path=a%20b.ipynb'],
    ['#a=b&token=abc', '#a=b'],
    ['?token=abc#part', '#part'],
  ])('takes it out of %s and keeps the rest', (address, rest) => {
    const { token, replaceState } = visit(`https://site.example/lite/lab/index.html${address}`);
    expect(token).toBe('abc');
    const [state, , url] = replaceState.mock.calls[0] ?? [];
    expect(state).toEqual({ lab: 1 });
    expect(url?.href).toBe(`https://site.example/lite/lab/index.html${rest}`);
  });

  it('leaves every other address as it is', () => {
    const { token, replaceState } = visit('https://site.example/lite/lab/index.html?path=x#y');
    expect(token).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  });
});

const tokenProvider = (more: Partial<ProviderState> = {}): ProviderState => ({
  id: 'api',
  label: 'API',
  type: 'token',
  status: 'signed-out',
  ...more,
});
const oidc = tokenProvider({ id: 'platform', type: 'oidc' });
const stateOf = (...providers: ProviderState[]): BridgeState => ({
  build: '1',
  boot: 'b',
  changes: 0,
  providers,
});

function bridgeWith(before: BridgeState, after: BridgeState | Error) {
  const sent: PageRequest[] = [];
  const greeting = { version: PROTOCOL_VERSION, config: { hostOrigins: [] }, state: before };
  const request = (message: PageRequest) => {
    sent.push(message);
    return after instanceof Error ? Promise.reject(after) : Promise.resolve({ state: after });
  };
  return { sent, bridge: { ready: Promise.resolve(greeting), request: request as never } };
}

describe('useLinkToken', () => {
  it('hands it to the worker where a provider takes tokens', async () => {
    const { bridge, sent } = bridgeWith(stateOf(oidc, tokenProvider()), stateOf(tokenProvider()));
    await useLinkToken('abc', bridge);
    expect(sent).toEqual([{ type: 'auth-bridge:use-token', token: 'abc' }]);
  });

  it('sends it nowhere where none does', async () => {
    const { bridge, sent } = bridgeWith(stateOf(oidc), stateOf(oidc));
    await useLinkToken('abc', bridge);
    expect(sent).toEqual([]);
  });

  it('says why the token was not taken, without it', async () => {
    const trouble = { code: 'sign-in-denied', detail: 'API does not accept this token.' } as const;
    const after = stateOf(oidc, tokenProvider({ trouble }));
    const { bridge } = bridgeWith(stateOf(oidc, tokenProvider()), after);
    await expect(useLinkToken('abc', bridge)).rejects.toThrow(
      expect.objectContaining({ code: 'sign-in-denied', message: trouble.detail }) as Error,
    );
  });

  it("passes the worker's own errors on", async () => {
    const error = new BridgeError('message-timeout', 'The sign-in service did not answer.');
    const { bridge } = bridgeWith(stateOf(tokenProvider()), error);
    await expect(useLinkToken('abc', bridge)).rejects.toBe(error);
  });
});
