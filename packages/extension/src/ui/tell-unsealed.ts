import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Says that a kernel has no sign-in because it is not sealed, until the user closes it. */
export function tellUnsealed(trans: TranslationBundle): void {
  const words = trans.__(
    'A new kernel is not sealed, so it has no sign-in. Restart it. If that does not help, save your work and reload the page.',
  );
  Notification.error(words, { autoClose: false });
}
