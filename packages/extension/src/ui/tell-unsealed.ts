import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Says that a kernel has no sign-in because it is not sealed, until the user closes it. */
export function tellUnsealed(trans: TranslationBundle): void {
  const words = trans.__(
    'A new kernel here is not sealed, and has no sign-in. Restart the kernel; if that does not help, save your work and reload the page.',
  );
  Notification.error(words, { autoClose: false });
}
