import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState, PageRequest, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followLinks } from './link-token';

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
  kernels: [],
  providers,
});
const trouble = { code: 'sign-in-denied', detail: 'API does not accept this token.' } as const;

const replaceState = vi.fn<(state: unknown, unused: string, url: URL) => void>();
let page: EventTarget;

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('window', page);
  vi.stubGlobal('history', { state: { lab: 1 }, replaceState });
});
afterEach(() => {
  vi.unstubAllGlobals();
  replaceState.mockReset();
});

function follow(state: BridgeState | undefined, after: BridgeState | Error) {
  const sent: PageRequest[] = [];
  const request = (message: PageRequest) => {
    sent.push(message);
    return after instanceof Error ? Promise.reject(after) : Promise.resolve({ state: after });
  };
  const onError = vi.fn();
  followLinks({ state, request: request as never }, onError);
  const open = (address: string) => {
    vi.stubGlobal('location', { href: `https://site.example/lite/lab/index.html${address}` });
    page.dispatchEvent(new Event('hashchange'));
  };
  return { open, sent, onError };
}

describe('followLinks', () => {
  it('hands the token to the worker and takes it out of the address, but for the rest', () => {
    const { open, sent } = follow(stateOf(oidc, tokenProvider()), stateOf(tokenProvider()));
    open('?path=a%20b.ipynb#a=b&token=abc');
    expect(sent).toEqual([{ type: 'auth-bridge:use-token', token: 'abc' }]);
    const [state, , url] = replaceState.mock.calls[0] ?? [];
    expect(state).toEqual({ lab: 1 });
    expect(url?.href).toBe('https://site.example/lite/lab/index.html?path=a%20b.ipynb#a=b');
  });

  it.each([
    ['a fragment without a token', stateOf(tokenProvider()), '#part'],
    ['a site where no provider takes tokens', stateOf(oidc), '#token=abc'],
    ['the time before the greeting', undefined, '#token=abc'],
  ])('leaves %s alone', (_, state, address) => {
    const { open, sent } = follow(state, stateOf());
    open(address);
    expect(sent).toEqual([]);
    expect(replaceState).not.toHaveBeenCalled();
  });

  it('says why the token was not taken, without it', async () => {
    const refused = stateOf(oidc, tokenProvider({ trouble }));
    const { open, onError } = follow(stateOf(tokenProvider()), refused);
    open('#token=abc');
    const error = expect.objectContaining({ code: trouble.code, message: trouble.detail }) as Error;
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(error));
  });

  it("passes the worker's own errors on", async () => {
    const error = new BridgeError('message-timeout', "This site's service worker did not answer.");
    const { open, onError } = follow(stateOf(tokenProvider()), error);
    open('#token=abc');
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(error));
  });
});
