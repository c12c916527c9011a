import type { Page } from 'playwright-core';

/** Stops the site's service worker, as the browser does with an idle one; resolves when it has stopped. */
export async function stopServiceWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const running = new Set<string>();
  let asked = false;
  const stopped = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { versionId, runningStatus } of versions) {
        if (runningStatus === 'stopped') running.delete(versionId);
        else running.add(versionId);
      }
      // What is told before the question may be of a worker that runs still.
      if (asked && running.size === 0) resolve();
    });
  });
  await session.send('ServiceWorker.enable');
  asked = true;
  await session.send('ServiceWorker.stopAllWorkers');
  if (running.size > 0) await stopped;
  await session.detach();
}
