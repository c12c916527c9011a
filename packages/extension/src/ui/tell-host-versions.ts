import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Versions } from '../host/host-port';

/** Says that the page around or behind this one cannot sign the user in, and who has to update. */
export function tellHostVersions({ ours, theirs }: Versions, trans: TranslationBundle): void {
  const isSiteOlder = Math.max(...ours) < Math.max(...theirs);
  const words = isSiteOlder
    ? trans.__(
        'This site is out of date for the page that opened it, so it cannot sign you in. Sign in here, and ask the site owner to update.',
      )
    : trans.__(
        'The page that opened this site is out of date, so it cannot sign you in. Sign in here, and ask the platform to update it.',
      );
  Notification.warning(words, { autoClose: false });
}
