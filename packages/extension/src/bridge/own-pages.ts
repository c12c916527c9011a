import { PageConfig, URLExt } from '@jupyterlab/coreutils';

/** Pages of the site that the worker answers itself. */
export type OwnPage = 'start' | 'callback' | 'form' | 'done' | 'end-session';

/** Absolute URL of the site. */
export function siteUrl(): string {
  return new URL(PageConfig.getBaseUrl(), location.href).href;
}

/** Absolute URL that those pages are below, ending in a slash. */
export function ownBase(): string {
  return new URL(URLExt.join(PageConfig.getBaseUrl(), 'auth-bridge/'), location.href).href;
}

/** Absolute URL of a page of the worker's own, with these query parameters. */
export function ownPageUrl(
  own: string,
  page: OwnPage,
  parameters: Readonly<Record<string, string>>,
): string {
  const url = new URL(page, own);
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
}

/** True if `url` is that page of the worker's own, of this site and no other. */
export function isOwnPage(url: string, own: string, page: OwnPage): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, pathname, username, password } = new URL(url);
  const expected = new URL(page, own);
  return origin === expected.origin && pathname === expected.pathname && username + password === '';
}
