import { addLaunchCode } from '@jupyterlite-auth-bridge/protocol';
import { Connection } from './connection.js';
import { tabLoader } from './load-anew.js';
import type { NotebookHost, NotebookOptions } from './options.js';

const SILENT = {
  code: 'host-silent',
  detail:
    "The site in the tab has not greeted this page. Is this page's origin in `host.origins` of its auth.json? A page with Cross-Origin-Opener-Policy: same-origin needs `getCode`.",
} as const;

export interface OpenNotebookOptions extends NotebookOptions {
  /**
   * Gets a code of this platform, short-lived and good for once, which the
   * site's worker exchanges at `host.exchange` of its auth.json. Needed where
   * this page has `Cross-Origin-Opener-Policy: same-origin`, which keeps the
   * two windows apart.
   */
  readonly getCode?: () => Promise<string>;
}

/**
 * Opens the notebooks at `url` in a tab of their own, signed in as this page's
 * user. Call it in the handler of a click: browsers block windows otherwise,
 * which `state` says as `window-blocked`.
 *
 * @throws TypeError where `url` is not absolute
 */
export function openNotebook(url: string, options: OpenNotebookOptions): NotebookHost {
  const { href, origin } = new URL(url);
  const { getCode } = options;
  // At once: after a wait it would be no answer to the click any more.
  const tab = window.open(getCode ? 'about:blank' : href, '_blank');
  const connection = new Connection(
    {
      origin,
      target: () => tab,
      reload: tab ? tabLoader(tab, href) : () => undefined,
      silent: getCode ? { status: 'apart' } : { status: 'failed', problem: SILENT },
    },
    options,
  );
  if (!tab) {
    connection.fail('window-blocked', 'The browser opened no tab: call openNotebook in a click.');
  } else if (getCode) {
    void loadByCode(tab, href, getCode).catch(() => {
      tab.close();
      connection.fail('host-failed', 'getCode() gave no code, so the tab was closed again.');
    });
  }
  return connection;
}

/** Rejects where there is no code: whatever the page's function does. */
async function loadByCode(tab: Window, href: string, getCode: () => unknown): Promise<void> {
  const code = await getCode();
  if (typeof code !== 'string' || code === '') throw new TypeError('no code');
  tab.location.replace(addLaunchCode(href, code));
}
