import type { Page } from 'playwright-core';

/** Ends the site's shared workers, which outlive its last tab by minutes; resolves when they are gone. */
export async function stopKeepers(page: Page): Promise<void> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const keepers = async () => {
    const filter = [{ type: 'shared_worker' }];
    const { targetInfos } = await session.send('Target.getTargets', { filter });
    return targetInfos.map(({ targetId }) => targetId);
  };
  for (const targetId of await keepers()) await session.send('Target.closeTarget', { targetId });
  while ((await keepers()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await session.detach();
}
