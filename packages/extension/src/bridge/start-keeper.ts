import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';

/** How long one try may take (ms), and how many there are. */
const ANSWER_MS = 2_000;
const TRIES = 5;
/** Before the next tries, where none of these got an answer (ms). */
const LATER_MS = 30_000;
/** After the end of a keeper (ms): one that cannot live is not started without a pause. */
const PAUSE_MS = 1_000;

const NAME = 'auth-bridge-keeper';
/** Options have to be the same everywhere, or the browser refuses the second page. */
const OPTIONS = { name: NAME, extendedLifetime: true } as const;

/**
 * Starts the site's keeper, or joins the one that runs: a SharedWorker from the
 * worker's own file, which holds the session while the browser has the worker
 * stopped. Where there is no SharedWorker (Chrome on Android), a dedicated
 * worker does so for this tab; it says nothing. Call it once the worker has
 * control. Where the browser ends the shared one while the page is open, another
 * is started. False where there is none to be had, or none yet. Never rejects.
 */
export async function startKeeper(): Promise<boolean> {
  const url = new URL(URLExt.join(PageConfig.getBaseUrl(), 'service-worker.js'), location.href);
  try {
    if (!('SharedWorker' in globalThis)) {
      url.search = '?tab-keeper';
      new Worker(url, { name: NAME });
      return true;
    }
    url.search = '?keeper';
    for (let i = 0; i < TRIES; i += 1) {
      const lock = await lockOf(new SharedWorker(url, OPTIONS));
      if (lock === undefined) continue;
      void startAgainAfter(lock);
      return true;
    }
    setTimeout(() => void startKeeper(), LATER_MS);
  } catch {
    // Refused by a policy of the site: the session lasts as long as the worker.
  }
  return false;
}

/** A browser that is short of memory ends keepers, and tells no page: their locks go with them. */
async function startAgainAfter(lock: string): Promise<void> {
  try {
    await navigator.locks.request(lock, { mode: 'shared' }, () => undefined);
  } catch {
    return; // the page is left
  }
  setTimeout(() => void startKeeper(), PAUSE_MS);
}

/** Name of the lock that the keeper holds while it lives; undefined where it has no worker to keep for. */
function lockOf(keeper: SharedWorker): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    const done = (lock?: string) => {
      clearTimeout(timer);
      resolve(lock);
    };
    keeper.port.onmessage = ({ data }: MessageEvent<unknown>) =>
      done(isRecord(data) && typeof data.lock === 'string' ? data.lock : undefined);
    keeper.onerror = () => done();
  });
}
