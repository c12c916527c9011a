import type { DevPlatform, TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';

const CODE_MS = 90_000;

/** The code that the sign-in dialog shows, once it does. */
export async function shownCode(frame: Page | Frame): Promise<string> {
  const code = frame.locator('.jp-Dialog .jp-AuthBridge-code');
  await code.waitFor({ timeout: CODE_MS });
  return code.innerText();
}

/** Confirms the code that the dialog shows, and waits until the dialog is gone. */
export async function confirmShownCode(
  frame: Page | Frame,
  platform: DevPlatform,
  account?: TestAccount,
): Promise<string> {
  const code = await shownCode(frame);
  await platform.confirmDevice(code, account);
  await frame.locator('.jp-AuthBridge-dialog').waitFor({ state: 'detached', timeout: 30_000 });
  return code;
}

/** Waits until the status bar says this. */
export async function untilStatus(frame: Page | Frame, text: string | RegExp): Promise<void> {
  const status = frame.locator('.jp-AuthBridge-statusButton', { hasText: text });
  await status.waitFor({ timeout: CODE_MS });
  expect(await status.count()).toBe(1);
}

/** Resolves when a window of a sign-in has closed itself, or shows these words where it may not. */
export async function untilOver(popup: Page, words: string): Promise<void> {
  const closed = new Promise<void>((resolve) => popup.once('close', () => resolve()));
  const said = popup.getByRole('heading', { name: words }).waitFor();
  // A window that closes takes its heading with it.
  await Promise.race([closed, said.catch(() => closed)]);
}
