import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { SignedOut } from '../bridge/bridge';
import { endSessionUrl } from './end-session-url';

/** How long the notification stays (ms). */
const NOTICE_MS = 5_000;
/** With something to choose, it stays longer (ms). */
const CHOICE_MS = 20_000;

/** Says that the user is signed out, and offers to end the provider's own session too. */
export function tellSignedOut(event: SignedOut, trans: TranslationBundle, own: string): void {
  const { label } = event;
  const url = endSessionUrl(event, own, window.top !== window.self);
  if (url === undefined) {
    Notification.info(trans.__('Signed out of %1.', label), { autoClose: NOTICE_MS });
    return;
  }
  const words = trans.__('Signed out of %1. Its own pages may still know you.', label);
  Notification.info(words, {
    autoClose: CHOICE_MS,
    actions: [
      {
        label: trans.__('Sign out at %1 too', label),
        caption: trans.__("Opens %1's sign-out page in a new tab", label),
        callback: () => void window.open(url, '_blank', 'noopener'),
      },
    ],
  });
}
