import type { SessionOrigin, SessionState } from '@jupyterlite-auth-bridge/protocol';
import type { TranslationBundle } from '@jupyterlab/translation';
import { localTime, timeLeft } from './format-time';

/** How a session came about, after the words "Signed in by". */
export function describeOrigin(via: SessionOrigin, trans: TranslationBundle): string {
  const words: Record<SessionOrigin, string> = {
    host: trans.__('the page that opened this site'),
    popup: trans.__('a window'),
    redirect: trans.__('a redirect'),
    device: trans.__('a code confirmed in another tab or on another device'),
    form: trans.__('what you typed in'),
    silent: trans.__("the provider's own session, without a click"),
    link: trans.__("a token in this page's address"),
    client: trans.__('a client in a notebook'),
  };
  return words[via];
}

/** When the token ends and what happens then. */
export function describeEnd(
  { expiresAt, renewable }: SessionState,
  now: number,
  trans: TranslationBundle,
  locale?: string,
): string {
  if (expiresAt === undefined) {
    return renewable
      ? trans.__('not stated by the provider; renewed automatically')
      : trans.__('when you sign out, or the provider ends it');
  }
  const time = localTime(expiresAt, now, locale);
  if (expiresAt <= now) {
    return renewable
      ? trans.__('renewed by itself with the next call')
      : trans.__('ended at %1; sign in again', time);
  }
  const left = timeLeft(expiresAt - now, trans);
  return renewable
    ? trans.__('%1 (%2 left), then renewed by itself', time, left)
    : trans.__('%1 (%2 left), then sign in again', time, left);
}
