import type { Page } from 'playwright-core';

/** Returns a function that tells how many bytes the site's service worker uses, after garbage was collected. */
export async function watchHeap(page: Page): Promise<() => Promise<number>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const filter = [{ type: 'service_worker' }];
  const { targetInfos } = await session.send('Target.getTargets', { filter });
  const [target] = targetInfos;
  if (!target) throw new Error('no service worker runs');
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId });
  let last = 0;
  const send = async (method: string): Promise<unknown> => {
    const id = (last += 1);
    const answer = new Promise((resolve) => {
      const onMessage = ({ message }: { readonly message: string }) => {
        const answered = JSON.parse(message) as { readonly id?: number; readonly result?: unknown };
        if (answered.id !== id) return;
        session.off('Target.receivedMessageFromTarget', onMessage);
        resolve(answered.result);
      };
      session.on('Target.receivedMessageFromTarget', onMessage);
    });
    const message = JSON.stringify({ id, method });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    return answer;
  };
  return async () => {
    await send('HeapProfiler.collectGarbage');
    return ((await send('Runtime.getHeapUsage')) as { readonly usedSize: number }).usedSize;
  };
}
