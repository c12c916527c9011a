import { PageConfig, URLExt } from '@jupyterlab/coreutils';

/** How long one try may take (ms), and how many there are. */
const ANSWER_MS = 2_000;
const TRIES = 5;

/** Options have to be the same everywhere, or the browser refuses the second page. */
const OPTIONS = { name: 'auth-bridge-keeper', extendedLifetime: true } as const;

/**
 * Starts the site's keeper, or joins the one that runs: a SharedWorker from the
 * worker's own file, which holds the session while the browser has the worker
 * stopped. Call it once the worker has control. False where there is none to be had.
 */
export async function startKeeper(): Promise<boolean> {
  if (!('SharedWorker' in window)) return false;
  const url = new URL(URLExt.join(PageConfig.getBaseUrl(), 'service-worker.js'), location.href);
  url.search = '?keeper';
  for (let i = 0; i < TRIES; i += 1) {
    if (await answers(new SharedWorker(url, OPTIONS))) return true;
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
