import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { ownBase } from './own-pages';

/** A worker that is installed and not active by then (ms) waits for one that hangs. */
const PATIENCE_MS = 3_000;
/** Our worker answers this at once, with a problem (ms). */
const ANSWER_MS = 5_000;
/** Set while a tab loads the page anew because of it: once, not in a loop. */
const TRIED = 'auth-bridge:left-foreign-worker';

/**
 * JupyterLite's own worker, where a site has just got the bridge, keeps ours
 * waiting while one of its answers hangs, and it waits without end for pages
 * that are gone. Where that is so it is given up, and the page loaded anew:
 * nothing runs in it yet. Until `signal` is aborted.
 *
 * Rejects with a BridgeError `worker-unavailable` where it holds on even so:
 * other tabs of the site still use it.
 */
export async function leaveForeignWorker(
  registration: ServiceWorkerRegistration,
  signal: AbortSignal,
): Promise<void> {
  if (!(await staysWaiting(registration, signal))) return;
  if (sessionStorage.getItem(TRIED) !== null) {
    sessionStorage.removeItem(TRIED);
    throw new BridgeError(
      'worker-unavailable',
      'This site was updated, and its other tabs still use the old version. Close them, then reload this page.',
    );
  }
  if ((await isOursInControl()) || signal.aborted) return;
  sessionStorage.setItem(TRIED, '1');
  await registration.unregister();
  location.reload();
}

/** To be called when the worker has answered: the next time is a first one again. */
export function foreignWorkerIsGone(): void {
  sessionStorage.removeItem(TRIED);
}

/** Resolves with true when a worker has waited for 3 s; with false when `signal` is aborted. */
function staysWaiting(
  registration: ServiceWorkerRegistration,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const done = (stays: boolean) => {
      clearTimeout(timer);
      over.abort();
      resolve(stays);
    };
    const look = () => {
      clearTimeout(timer);
      const { waiting, installing } = registration;
      if (waiting) timer = setTimeout(() => done(registration.waiting === waiting), PATIENCE_MS);
      installing?.addEventListener('statechange', look, over);
    };
    signal.addEventListener('abort', () => done(false), over);
    registration.addEventListener('updatefound', look, over);
    if (signal.aborted) done(false);
    else look();
  });
}

/** Whether the worker that controls this page is ours; where none does, nothing says that it is not. */
async function isOursInControl(): Promise<boolean> {
  if (!navigator.serviceWorker.controller) return true;
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const { headers } = await fetch(`${ownBase()}keeper/challenge`, { signal });
    return headers.get('content-type') === 'application/problem+json';
  } catch {
    return true;
  }
}
