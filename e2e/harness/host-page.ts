import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import type { Frame, Page } from 'playwright-core';

/** Signs in at the platform's page and opens a notebook from it; returns the embedded site. */
export async function openFromPlatform(
  page: Page,
  platform: DevPlatform,
  query: string,
  account: TestAccount = ADA,
): Promise<Frame> {
  await page.goto(`${platform.origin}/notebooks?${query}`);
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const element = await page.waitForSelector('iframe#notebooks');
  const frame = await element.contentFrame();
  if (!frame) throw new Error('the platform page has no frame');
  return frame;
}
