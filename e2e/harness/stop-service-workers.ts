import type { Page } from 'playwright-core';

/** Stops the site's service worker, as the browser does with an idle one; resolves when it has stopped. */
export async function stopServiceWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const running = new Set<string>();
  let onReport: () => void = () => undefined;
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, runningStatus } of versions) {
      if (runningStatus === 'stopped') running.delete(versionId);
      else running.add(versionId);
    }
    onReport();
  });
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      onReport = () => {
        if (isSo()) resolve();
      };
    });
  // A stop that comes later than we think would hit the worker of the next step.
  const told = until(() => true);
  await session.send('ServiceWorker.enable');
  await told;
  const stopped = until(() => running.size === 0);
  const isRunning = running.size > 0;
  await session.send('ServiceWorker.stopAllWorkers');
  if (isRunning) await stopped;
  await session.detach();
}
