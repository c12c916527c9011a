import { isOwnPage } from './own-pages';

/** A frame never stays longer (ms), whatever the worker says. */
const LONGEST_MS = 30_000;

/** How long a frame may stay, in ms: what was asked for, within bounds. */
export function frameTime(ms: number): number {
  return Math.min(Math.max(Number.isFinite(ms) ? ms : 0, 0), LONGEST_MS);
}

/**
 * Loads `url`, an authorization that asks the issuer without the user, in a
 * frame that nobody sees. It goes after `ms` milliseconds, or as soon as it has
 * come back to the worker's last page. Anything else than the worker's own
 * start page is refused: false.
 * @param own absolute URL that the worker's own pages are below
 */
export function loadHidden(url: string, ms: number, own: string): boolean {
  if (!isOwnPage(url, own, 'start')) return false;
  const frame = document.createElement('iframe');
  frame.className = 'jp-AuthBridge-hidden';
  frame.title = 'Sign-in without the user';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.referrerPolicy = 'no-referrer';
  // An issuer that does not want to be framed must not take JupyterLab's place instead.
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms');
  const timer = setTimeout(() => frame.remove(), frameTime(ms));
  frame.addEventListener('load', () => {
    if (!isOwnPage(addressOf(frame), own, 'done')) return;
    clearTimeout(timer);
    frame.remove();
  });
  frame.src = url;
  document.body.append(frame);
  return true;
}

/** Where the frame is; empty while it shows a page of another origin, or none that lets itself be framed. */
export function addressOf({ contentWindow }: HTMLIFrameElement): string {
  try {
    return contentWindow?.location.href ?? '';
  } catch {
    return '';
  }
}
