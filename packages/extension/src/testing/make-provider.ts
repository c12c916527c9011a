import type { ProviderState, SessionState, SignInState } from '@jupyterlite-auth-bridge/protocol';

/** A provider that nobody is signed in to, but for what `more` says. */
export function makeProvider(more: Partial<ProviderState> = {}): ProviderState {
  return { id: 'platform', label: 'Mat3ra', type: 'oidc', status: 'signed-out', ...more };
}

export function makeSession(more: Partial<SessionState> = {}): SessionState {
  const user = { username: 'ada', name: 'Ada Example', display_name: 'Ada', initials: 'AE' };
  return { user, via: 'device', scopes: [], renewable: false, ...more };
}

export function makeSignIn(more: Partial<SignInState> = {}): SignInState {
  return { id: 'attempt-1', method: 'device', others: [], phase: 'pending', ...more };
}
