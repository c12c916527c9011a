import { BridgeError, takeLinkToken } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';

/**
 * Takes a token out of the page's URL (`?token=`, `#token=`), out of the
 * address bar and of the history, and returns it.
 *
 * Only the first visit brings it here: once the worker controls the site, it
 * takes the token out of the navigation before any page sees it. Whether a
 * provider wants it is known only after the worker's greeting; a secret is not
 * left in the address bar until then, so it is taken in any case, and nothing
 * is put back. The browser's own record of the navigation (`performance`) keeps
 * the URL until the page is left: no script can change that.
 */
export function takeTokenFromAddress(): string | undefined {
  const taken = takeLinkToken(new URL(location.href));
  if (taken) history.replaceState(history.state, '', taken.url);
  return taken?.token;
}

/**
 * Hands the token to the worker, where a provider takes one. Rejects with a
 * BridgeError that says why the worker does not.
 */
export async function useLinkToken(
  token: string,
  bridge: Pick<Bridge, 'ready' | 'request'>,
): Promise<void> {
  const greeting = await bridge.ready.catch(() => undefined); // others tell that
  if (!greeting || !tokenProvider(greeting.state)) return;
  const { state } = await bridge.request({ type: 'auth-bridge:use-token', token });
  const { session, trouble } = tokenProvider(state) ?? {};
  if (!session && trouble) throw new BridgeError(trouble.code, trouble.detail);
}

/** The worker gives a token in the URL to the first provider of that type. */
function tokenProvider({ providers }: BridgeState) {
  return providers.find(({ type }) => type === 'token');
}
