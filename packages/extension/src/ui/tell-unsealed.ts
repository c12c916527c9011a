import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Says that a kernel has no sign-in because it is not sealed, until the user closes it. */
export function tellUnsealed(trans: TranslationBundle): void {
  const words = trans.__(
    'This site gives its sign-in to sealed kernels alone, and a kernel that was just started is not sealed. Restart the kernel; if that does not help, save your work and reload the page.',
  );
  Notification.error(words, { autoClose: false });
}
