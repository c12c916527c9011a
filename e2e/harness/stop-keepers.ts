import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const GONE_MS = 10_000;

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
  await expect.poll(keepers, { timeout: GONE_MS }).toEqual([]);
  await session.detach();
}
