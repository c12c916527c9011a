import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import type { TranslationBundle } from '@jupyterlab/translation';

const MINUTE_MS = 60_000;

/** The provider's state in the few words that fit a status bar. */
export function describeSession(
  provider: ProviderState,
  now: number,
  trans: TranslationBundle,
): string {
  const { label, session, signIn } = provider;
  if (session) {
    const { name } = session.user;
    if (session.expiresAt === undefined) return name;
    return trans.__('%1 · %2', name, timeLeft(session.expiresAt - now, trans));
  }
  if (provider.status === 'signing-in') {
    return signIn?.userCode === undefined
      ? trans.__('%1: signing in…', label)
      : trans.__('%1: confirm %2', label, signIn.userCode);
  }
  return provider.trouble || signIn?.trouble
    ? trans.__('%1: not signed in', label)
    : trans.__('Sign in to %1', label);
}

/** `ms` milliseconds in words, to the minute. */
export function timeLeft(ms: number, trans: TranslationBundle): string {
  if (ms < MINUTE_MS) return trans.__('under 1 min');
  const minutes = Math.floor(ms / MINUTE_MS);
  return minutes < 120 ? trans.__('%1 min', minutes) : trans.__('%1 h', Math.floor(minutes / 60));
}
