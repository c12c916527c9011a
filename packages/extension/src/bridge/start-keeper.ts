import { PageConfig, URLExt } from '@jupyterlab/coreutils';

/** How long one try may take (ms), and how many there are. */
const ANSWER_MS = 2_000;
const TRIES = 5;

const NAME = 'auth-bridge-keeper';
/** Options have to be the same everywhere, or the browser refuses the second page. */
const OPTIONS = { name: NAME, extendedLifetime: true } as const;

/**
 * Starts the site's keeper, or joins the one that runs: a SharedWorker from the
 * worker's own file, which holds the session while the browser has the worker
 * stopped. Where there is no SharedWorker (Chrome on Android), a dedicated
 * worker does so for this tab; it says nothing. Call it once the worker has
 * control. False where there is none to be had. Never rejects.
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
      if (await answers(new SharedWorker(url, OPTIONS))) return true;
    }
  } catch {
    // Refused by a policy of the site: the session lasts as long as the worker.
  }
  return false;
}

function answers(worker: SharedWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    const done = (ok: boolean) => {
      clearTimeout(timer);
      resolve(ok);
    };
    worker.port.onmessage = ({ data }: MessageEvent<unknown>) => done(data === 'ready');
    worker.onerror = () => done(false);
  });
}
