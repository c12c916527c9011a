import type { ProviderState, SessionState } from '@jupyterlite-auth-bridge/protocol';
import type { TranslationBundle } from '@jupyterlab/translation';
import { timeLeft } from './format-time';

/** One that renews itself never has: the next call gets a new token. */
export function hasEnded({ expiresAt = Infinity, renewable }: SessionState, now: number): boolean {
  return !renewable && expiresAt <= now;
}

/**
 * The provider's state in the few words that fit a status bar.
 * @param several whether there are other providers, from which it has to be told apart
 */
export function describeSession(
  provider: ProviderState,
  now: number,
  trans: TranslationBundle,
  several = false,
): string {
  const { label, session, signIn } = provider;
  if (session) {
    const name = several ? trans.__('%1: %2', label, session.user.name) : session.user.name;
    if (session.expiresAt === undefined) return name;
    if (session.expiresAt > now) {
      return trans.__('%1 · %2', name, timeLeft(session.expiresAt - now, trans));
    }
    return hasEnded(session, now) ? trans.__('%1 · ended', name) : name;
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
