/**
 * The first script in the pages of a site with a `token` provider, put there by
 * the addon. Where the worker controls the site, it takes the token out of a
 * link before there is a page. On a browser's first visit there is no worker:
 * this script takes it out then, stops the page before anything else in it
 * runs, and loads it again once the worker has the token.
 */
import { takeLinkToken } from '@jupyterlite-auth-bridge/protocol';
import { dropRestOfPage, showFailure, showProgress } from './show';
import { signInByLink } from './sign-in-by-link';

const taken = takeLinkToken(new URL(location.href));
if (taken) {
  history.replaceState(history.state, '', taken.url);
  dropRestOfPage();
  const url = new URL(document.currentScript?.dataset.worker ?? '', folder(taken.url));
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  showProgress();
  signInByLink(taken.token, url.href, serviceWorker).then(reload, (error: unknown) => {
    showFailure(error instanceof Error ? error.message : '', reload);
  });
}

/** Not by its URL: where a fragment is left, that would load nothing. */
function reload(): void {
  location.reload();
}

/** The page's folder, as JupyterLite's own start script takes it: some hosts serve `/lab` itself. */
function folder({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/(?:\/|\/index\.html)?$/, '/')}`;
}
