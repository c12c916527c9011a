import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * What has changed about who is signed in where, in words to be read out; empty where nothing has.
 * @param before the state until now: of the first one there is nothing to say
 */
export function announcement(
  before: BridgeState | undefined,
  { providers }: BridgeState,
  trans: TranslationBundle,
): string {
  const known = new Map(before?.providers.map((each) => [each.id, wordsOf(each, trans)]));
  return providers
    .filter(({ id }) => known.has(id))
    .flatMap((each) => {
      const words = wordsOf(each, trans);
      return words === known.get(each.id) ? [] : [words];
    })
    .join(' ');
}

function wordsOf(
  { label, session, status, trouble, signIn }: ProviderState,
  trans: TranslationBundle,
): string {
  if (session) return trans.__('Signed in to %1 as %2.', label, session.user.name);
  if (status === 'signing-in') return trans.__('Signing in to %1.', label);
  const why = trouble ?? signIn?.trouble;
  return why ? why.detail : trans.__('Not signed in to %1.', label);
}
