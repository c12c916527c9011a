import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Versions } from '../host/host-port';

/** Says that the page around or behind this one cannot sign the user in, and who has to update. */
export function tellHostVersions({ ours, theirs }: Versions, trans: TranslationBundle): void {
  const isSiteOlder = Math.max(...ours) < Math.max(...theirs);
  const words = isSiteOlder
    ? trans.__(
        'This site is too old for the page that opened it, which cannot sign you in here. Sign in yourself, and tell the site owner to update it.',
      )
    : trans.__(
        'The page that opened this site is too old for it, and cannot sign you in here. Sign in yourself, and tell the platform to update it.',
      );
  Notification.warning(words, { autoClose: false });
}
