import type { Page } from 'playwright-core';
import { attach } from './attach.js';

/** Returns a function that tells how many bytes the site's service worker uses, after garbage was collected. */
export async function watchHeap(page: Page): Promise<() => Promise<number>> {
  const send = await attach(page);
  return async () => {
    await send('HeapProfiler.collectGarbage');
    return ((await send('Runtime.getHeapUsage')) as { readonly usedSize: number }).usedSize;
  };
}
