import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import type { Frame, Page } from 'playwright-core';
import { enterPassword } from './act.js';
import type { UserFrame } from './script-frame.js';

/** Selector of the frame that has the site, in the platform's page. */
export const EMBEDDED = 'iframe#notebooks';

/** A page that can be sent somewhere. */
export interface GoingPage extends UserFrame {
  goto(url: string): Promise<unknown>;
}

/** Signs in at the platform's page and opens a notebook from it; returns the embedded site. */
export async function openFromPlatform(
  page: Page,
  platform: DevPlatform,
  query: string,
  account: TestAccount = ADA,
): Promise<Frame> {
  await signInAtPlatform(page, platform, query, account);
  const element = await page.waitForSelector(EMBEDDED);
  const frame = await element.contentFrame();
  if (!frame) throw new Error('the platform page has no frame');
  return frame;
}

/** Asks the platform's page for a notebook, and signs in there as it wants. */
export async function signInAtPlatform(
  page: GoingPage,
  platform: DevPlatform,
  query: string,
  account: TestAccount,
): Promise<void> {
  await page.goto(`${platform.origin}/notebooks?${query}`);
  await enterPassword(page, account);
}
