import type { TranslationBundle } from '@jupyterlab/translation';
import type { InteractiveMethod, SignInState } from '@jupyterlite-auth-bridge/protocol';

export interface Explanation {
  readonly title: string;
  readonly detail: string;
  /** Ways to go on, the main one last; the user chooses: nothing starts by itself (RFC 8628 section 3.5). */
  readonly choices: readonly { readonly label: string; readonly method: InteractiveMethod }[];
}

/** Why a sign-in is over, and what the user can do. */
export function explainSignIn(
  label: string,
  { phase, method, others, trouble }: SignInState,
  trans: TranslationBundle,
): Explanation {
  const byCode = method === 'device';
  const again = byCode ? trans.__('Get a new code') : trans.__('Try again');
  const instead = others.includes('device')
    ? [{ label: trans.__('Use a code instead'), method: 'device' as const }]
    : [];
  const choices = method === 'host' ? [] : [...instead, { label: again, method }];
  if (phase === 'denied') {
    return {
      title: trans.__('The sign-in to %1 was denied', label),
      detail:
        trouble?.detail ??
        trans.__('%1 says that the sign-in was refused. If that was a mistake, try again.', label),
      choices,
    };
  }
  if (phase === 'expired') {
    return {
      title: byCode
        ? trans.__('The code for %1 has expired', label)
        : trans.__('The sign-in to %1 took too long', label),
      detail:
        trouble?.detail ??
        trans.__('It was not confirmed in time. Start again when you are ready.'),
      choices,
    };
  }
  return {
    title: trans.__('The sign-in to %1 failed', label),
    detail: trouble?.detail ?? trans.__('Try again. If it keeps failing, tell the site owner.'),
    choices,
  };
}
