import type { Page } from 'playwright-core';

/** Sends a command of Chromium's own protocol to one worker; resolves with its result. */
export type Send = (method: string) => Promise<unknown>;

/** Attaches to the site's running service worker, as the browser's tools do. */
export async function attach(page: Page): Promise<Send> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const filter = [{ type: 'service_worker' }];
  const { targetInfos } = await session.send('Target.getTargets', { filter });
  const [target] = targetInfos;
  if (!target) throw new Error('no service worker runs');
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId });
  let last = 0;
  return async (method) => {
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
}
