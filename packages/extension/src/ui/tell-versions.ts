import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Versions } from '../bridge/bridge';

/** How long a notification stays that asks for nothing (ms). */
const NOTICE_MS = 5_000;

/** Says that the worker was updated, or that this page has to be. */
export function tellVersions(versions: Versions, trans: TranslationBundle): void {
  if (versions === 'updated') {
    Notification.info(trans.__('This site was updated.'), {
      autoClose: NOTICE_MS,
    });
  }
  if (versions === 'different') {
    const words = trans.__(
      'This site has a new version. Your notebooks keep running. Save your work, then reload the page to use it.',
    );
    // The browser asks first where something is not saved.
    const reload = { label: trans.__('Reload'), callback: () => location.reload() };
    Notification.warning(words, { autoClose: false, actions: [reload] });
  }
}
