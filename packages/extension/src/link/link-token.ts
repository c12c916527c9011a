import { BridgeError, takeLinkToken } from '@jupyterlite-auth-bridge/protocol';
import type { BridgeState, Trouble } from '@jupyterlite-auth-bridge/protocol';
import type { Bridge } from '../bridge/bridge';

/**
 * Uses the token of a link that is opened in a tab that has the site already:
 * only the fragment changes then, so the browser loads nothing that the worker
 * could answer. Takes it out of the address bar and of the history.
 *
 * @param onError is told in a BridgeError why the worker does not take it
 */
export function followLinks(
  bridge: Pick<Bridge, 'state' | 'request'>,
  onError: (error: unknown) => void,
): void {
  window.addEventListener('hashchange', () => {
    const taken = tokenProvider(bridge.state) && takeLinkToken(new URL(location.href));
    if (!taken) return;
    history.replaceState(history.state, '', taken.url);
    useLinkToken(taken.token, bridge).catch(onError);
  });
}

async function useLinkToken(token: string, bridge: Pick<Bridge, 'request'>): Promise<void> {
  const { state } = await bridge.request({ type: 'auth-bridge:use-token', token });
  const trouble = refusalOf(state);
  if (trouble) throw new BridgeError(trouble.code, trouble.detail);
}

/** Why the token of a link was not taken; undefined where somebody is signed in. */
export function refusalOf(state: BridgeState): Trouble | undefined {
  const { session, trouble } = tokenProvider(state) ?? {};
  return session ? undefined : trouble;
}

/** The worker gives a token in the URL to the first provider of that type. */
function tokenProvider(state: BridgeState | undefined) {
  return state?.providers.find(({ type }) => type === 'token');
}
