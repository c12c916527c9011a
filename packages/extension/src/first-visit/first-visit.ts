/**
 * The first script in the pages of a site that takes tokens or a host's
 * one-time codes in links, put there by the addon. Where the worker controls the
 * site, it takes them out of a link before there is a page. On a browser's first
 * visit there is no worker: this script takes them out then, stops the page
 * before anything else in it runs, and loads it again once the worker has them.
 */
import { takeLaunchCode, takeLinkToken } from '@jupyterlite-auth-bridge/protocol';
import type { LinkRequest } from './sign-in-by-link';
import { dropRestOfPage, showFailure, showProgress, showSandboxed } from './show';
import { signInByLink } from './sign-in-by-link';

// A sandbox without allow-same-origin: JupyterLite cannot start there, and would show nothing.
if (window.origin === 'null') {
  dropRestOfPage();
  showSandboxed();
}

const taken = take(new URL(location.href), document.currentScript?.dataset.takes ?? '');
if (taken) {
  history.replaceState(history.state, '', taken.url);
  dropRestOfPage();
  const url = new URL(document.currentScript?.dataset.worker ?? '', folder(taken.url));
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  showProgress();
  signInByLink(taken.request, url.href, serviceWorker).then(reload, (error: unknown) => {
    showFailure(error instanceof Error ? error.message : '', reload);
  });
}

/** @param kinds what the site's auth.json has a use for: `token`, `code` */
function take(
  url: URL,
  kinds: string,
): { readonly request: LinkRequest; readonly url: URL } | undefined {
  const token = kinds.includes('token') ? takeLinkToken(url) : undefined;
  if (token) {
    return { request: { type: 'auth-bridge:use-token', token: token.token }, url: token.url };
  }
  const code = kinds.includes('code') ? takeLaunchCode(url) : undefined;
  if (!code) return undefined;
  const { href } = code.url;
  return { request: { type: 'auth-bridge:use-code', code: code.code, url: href }, url: code.url };
}

/** Not by its URL: where a fragment is left, that would load nothing. */
function reload(): void {
  location.reload();
}

/** The page's folder, as JupyterLite's own start script takes it: some hosts serve `/lab` itself. */
function folder({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/(?:\/|\/index\.html)?$/, '/')}`;
}
