import type { TestAccount } from '@jupyterlite-auth-bridge/dev-platform';
import { buttonNamed, fieldLabelled } from './find-element.js';
import type { ScriptFrame, UserFrame, WaitOptions } from './script-frame.js';

/** By a timer: a tab in the background draws nothing (ms). */
const LOOK: WaitOptions = { timeout: 60_000, polling: 100 };

/** Clicks the one visible button with this text, once there is one. */
export async function press(frame: UserFrame, name: string): Promise<void> {
  await frame.click(await buttonNamed(frame, name));
}

/** Types the text into the field with this label. */
export async function enter(frame: UserFrame, label: string, text: string): Promise<void> {
  await frame.fill(await fieldLabelled(frame, label), text);
}

/** Signs in at the page of the platform's that asks for it. */
export async function enterPassword(frame: UserFrame, account: TestAccount): Promise<void> {
  await enter(frame, 'E-mail', account.email);
  await enter(frame, 'Password', account.password);
  await press(frame, 'Sign in');
}

/** Resolves when the page shows these words. */
export async function untilSaid(frame: ScriptFrame, words: string): Promise<void> {
  await frame.waitForFunction(
    (words) => document.documentElement.innerText.includes(words),
    words,
    LOOK,
  );
}

/** Resolves when nothing in the page matches the selector any more. */
export async function untilGone(frame: ScriptFrame, selector: string): Promise<void> {
  await frame.waitForFunction((selector) => !document.querySelector(selector), selector, LOOK);
}

/** Executes one of JupyterLab's commands; resolves when it has ended. */
export async function command(frame: ScriptFrame, id: string, args: object = {}): Promise<void> {
  await frame.evaluate(
    async ({ id, args }) => {
      await window.jupyterapp.commands.execute(id, args);
    },
    { id, args },
  );
}
