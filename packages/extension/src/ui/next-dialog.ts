import type { BridgeState, ProviderState, SignInState } from '@jupyterlite-auth-bridge/protocol';

/** The dialog that a provider has at the moment, shown or in the queue behind another. */
export interface DialogOf {
  readonly signIn: string;
  readonly kind: 'live' | 'over';
}

/**
 * `open` and `explain` take the place of a dialog that is there; `follow`
 * carries on with it; `close` takes it away; `nothing` leaves things as they are.
 */
export type DialogStep = 'open' | 'follow' | 'explain' | 'close' | 'nothing';

/**
 * What a provider's dialog has to do after a change of the state.
 * @param seen sign-ins that had a dialog (`seenAs`): what the user closes stays closed
 */
export function nextDialog(
  signIn: SignInState | undefined,
  current: DialogOf | undefined,
  seen: ReadonlySet<string>,
): DialogStep {
  const stale = current ? 'close' : 'nothing';
  if (!signIn) return stale;
  const kind = isLive(signIn) ? 'live' : 'over';
  // Another live one than that shown: the user has chosen another way, in the same dialog.
  if (kind === 'live' && current?.kind === 'live') return 'follow';
  if (current?.kind === kind && current.signIn === signIn.id) return 'nothing';
  if (seen.has(seenAs(signIn))) return stale;
  return kind === 'live' ? 'open' : 'explain';
}

/** Key under which a sign-in is remembered: once while it goes on, once when it is over. */
export function seenAs(signIn: SignInState): string {
  return `${signIn.id} ${isLive(signIn) ? 'live' : 'over'}`;
}

/**
 * Sign-ins that were over before this page came: their reason was told then,
 * unless the page comes of the very redirect.
 */
export function oldNews({ providers }: BridgeState): readonly SignInState[] {
  return providers.flatMap(({ signIn }) =>
    signIn && !isLive(signIn) && signIn.method !== 'redirect' ? [signIn] : [],
  );
}

/** Providers whose session has ended without the user's doing. */
export function endedUnasked(
  before: BridgeState | undefined,
  { providers }: BridgeState,
): readonly ProviderState[] {
  const had = new Set(before?.providers.filter(({ session }) => session).map(({ id }) => id));
  return providers.filter(
    ({ id, session, trouble }) => had.has(id) && !session && trouble?.code === 'session-ended',
  );
}

function isLive({ phase }: SignInState): boolean {
  return phase === 'starting' || phase === 'pending';
}
