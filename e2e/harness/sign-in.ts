import type { DevPlatform, TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import type { ScriptFrame } from './script-frame.js';

const CODE_MS = 90_000;
/** Looks by a timer: a tab in the background draws nothing. */
const POLL_MS = 100;

const CODE = '.jp-Dialog .jp-AuthBridge-code';
const DIALOG = '.jp-AuthBridge-dialog';
const STATUS = '.jp-AuthBridge-statusButton';

/** The code that the sign-in dialog shows, once it does. */
export async function shownCode(frame: ScriptFrame): Promise<string> {
  await frame.waitForFunction(
    (selector) => {
      const code = document.querySelector<HTMLElement>(selector);
      return code?.checkVisibility() && code.innerText !== '';
    },
    CODE,
    { timeout: CODE_MS, polling: POLL_MS },
  );
  return frame.evaluate((selector) => {
    const [code, ...others] = document.querySelectorAll<HTMLElement>(selector);
    if (!code?.checkVisibility() || others.length > 0) throw new Error('not one code is shown');
    return code.innerText;
  }, CODE);
}

/** Confirms the code that the dialog shows, and waits until the dialog is gone. */
export async function confirmShownCode(
  frame: ScriptFrame,
  platform: DevPlatform,
  account?: TestAccount,
): Promise<string> {
  const code = await shownCode(frame);
  await platform.confirmDevice(code, account);
  await frame.waitForFunction((selector) => !document.querySelector(selector), DIALOG, {
    timeout: CODE_MS,
    polling: POLL_MS,
  });
  return code;
}

/** Number of sign-in dialogs that are open. */
export async function dialogs(frame: ScriptFrame): Promise<number> {
  return frame.evaluate((selector) => document.querySelectorAll(selector).length, DIALOG);
}

/** Waits until one of the status bar's items says this. */
export async function untilStatus(frame: ScriptFrame, text: string): Promise<void> {
  await frame.waitForFunction(
    ([selector, text]) =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter(
        (item) => item.checkVisibility() && item.innerText.includes(text),
      ).length === 1,
    [STATUS, text] as const,
    { timeout: CODE_MS, polling: POLL_MS },
  );
}

/** A window that may close itself. */
export interface ClosingPage extends ScriptFrame {
  /** Whether it was closed, by whomever. */
  isClosed(): Promise<boolean>;
}

/** Resolves when a window of a sign-in has closed itself, or shows this heading where it may not. */
export async function untilOver(popup: ClosingPage, heading: string): Promise<void> {
  const end = Date.now() + CODE_MS;
  const isSaid = (heading: string) => document.querySelector('h1')?.innerText === heading;
  while (!(await popup.isClosed())) {
    // A window that closes takes its heading with it.
    if (await popup.evaluate(isSaid, heading).catch(() => false)) return;
    if (Date.now() > end) throw new Error(`The window shows no ${heading}.`);
  }
}
