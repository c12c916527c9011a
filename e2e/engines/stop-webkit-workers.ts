import type { ScriptFrame } from '../harness/script-frame.js';

/** Under the site's address; no file has this name. */
const SPIN = 'e2e-spin';
const STOPPED_MS = 30_000;

/** For the browser's command line: an unresponsive worker is ended after seconds, not minutes. */
export const SHORT_TIMEOUT = '--features=+ShouldUseServiceWorkerShortTimeout';

/**
 * WebKit has no command that stops a service worker, but ends one that does not respond. This
 * listener, put in front of the worker by the tests' own web host, makes it so when asked to; not
 * before the event has been dispatched, or WebKit waits for that.
 */
export const SPIN_PRELUDE = `if ('registration' in self) self.addEventListener('fetch', (event) => {
  if (!event.request.url.endsWith('/${SPIN}')) return;
  event.stopImmediatePropagation();
  event.respondWith(new Promise(() => setTimeout(() => { for (;;); }, 50)));
});
`;

/**
 * Stops the worker that controls the page; resolves when WebKit has ended it. The request that the
 * worker hung on then goes to the web host, or fails.
 */
export async function stopBySpinning(page: ScriptFrame): Promise<void> {
  const hasEnded = await page.evaluate(
    ([path, ms]) => {
      if (!navigator.serviceWorker.controller) throw new Error('no worker controls the page');
      const ended = fetch(`/${path}`).then(
        () => true,
        () => true,
      );
      return Promise.race([
        ended,
        new Promise<boolean>((resolve) => setTimeout(resolve, ms, false)),
      ]);
    },
    [SPIN, STOPPED_MS] as const,
  );
  if (!hasEnded) throw new Error(`WebKit has not ended its worker within ${STOPPED_MS} ms.`);
}
