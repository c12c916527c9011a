import { isOwnPage } from '../bridge/own-pages';

const LOOK_MS = 200;
/** The sign-in's own end comes another way, and may come a little later than the window's (looks in a row). */
const LOOKS = 5;

/**
 * Calls `onApart` where the window stays at a page of the site's own that no
 * sign-in of this page ends at: the window is in another storage partition,
 * whose worker, if it has one, knows nothing of the sign-in. Looks until the
 * window is closed, or the returned function is called.
 * @param own absolute URL that the worker's own pages are below
 */
export function watchWindow(popup: Window, own: string, onApart: () => void): () => void {
  let looks = 0;
  const timer = setInterval(() => {
    looks = isLost(popup, own) ? looks + 1 : 0;
    if (looks === LOOKS) onApart();
    if (looks === LOOKS || popup.closed) clearInterval(timer);
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** The worker answers `start` and `callback` with a redirect: who stays there has no worker. */
function isLost(popup: Window, own: string): boolean {
  try {
    const { location, document } = popup;
    const { href, search } = location;
    if (document.readyState !== 'complete') return false;
    if (isOwnPage(href, own, 'done')) return search.includes('failed');
    return isOwnPage(href, own, 'start') || href.startsWith(`${own}callback`);
  } catch {
    return false; // at the issuer's
  }
}
