import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';

/** The provider that a first-time user is told of; undefined where there is nothing to tell. */
export function hintedProvider(state: BridgeState, framed: boolean): ProviderState | undefined {
  // In a frame the host signs in. Whoever is signed in, or about to be, has found out already.
  const isKnown = state.providers.some(({ status }) => status !== 'signed-out');
  return framed || isKnown ? undefined : state.providers[0];
}
