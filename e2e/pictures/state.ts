import type { Frame, Locator, Page } from 'playwright-core';
import { SLOW } from './browser.js';
import type { Stage } from './stage.js';

/** The parts that the states are told by, in this order. */
export const CHAPTERS = {
  first: 'On the first visit',
  status: 'In the status bar',
  signIn: 'The sign-in',
  over: 'A sign-in that is over',
  panel: 'The sidebar',
  notebook: 'In a notebook',
  notices: 'Notifications',
  narrow: 'In a narrow window',
  pages: 'Pages of the service worker',
} as const;

/** Something that people see. */
export interface State {
  /** Of its pictures. */
  readonly name: string;
  readonly chapter: keyof typeof CHAPTERS;
  /** What it is, for who reads about it. */
  readonly says: string;
  /** Brings it about, from the states before it; resolves with the element that is pictured. */
  readonly show: (stage: Stage) => Promise<Locator>;
  /** Around it (CSS px), where it has no margin of its own. Default: 0. */
  readonly margin?: number;
  /** What of it is ours, where the rest is JupyterLab's: selector; false where nothing is. */
  readonly ours?: string | false;
  /** What a screen reader says of it besides what has the focus. */
  readonly announced?: string;
  /** Goes on to where the next state starts. */
  readonly leave?: (stage: Stage) => Promise<void>;
}

/** Of what is a part of something (CSS px). */
export const MARGIN = 12;

export const DIALOG = '.jp-Dialog-content';
export const STATUS = '.jp-AuthBridge-statusButton';

/** Starts a command that may open a dialog, and does not wait for its end. */
export async function start(page: Frame | Page, id: string, args: object = {}): Promise<void> {
  await page.evaluate(([id, args]) => void window.jupyterapp.commands.execute(id, args), [
    id,
    args,
  ] as const);
}

/** The one dialog, once it says this. */
export async function dialogWith(page: Frame | Page, words: string): Promise<Locator> {
  const dialog = page.locator(DIALOG);
  await dialog.getByText(words).first().waitFor();
  return dialog;
}

/** The notification that says this, once it comes. */
export async function noticeWith(
  page: Frame | Page,
  words: string,
  timeout = SLOW.timeout,
): Promise<Locator> {
  const notice = page.locator('.Toastify__toast').filter({ hasText: words });
  await notice.waitFor({ timeout });
  return notice;
}

/** Takes the notification that says this away. */
export async function hideNotice(page: Frame | Page, words: string): Promise<void> {
  const notice = await noticeWith(page, words);
  await notice.getByTitle('Hide notification').click();
  await notice.waitFor({ state: 'detached' });
}

/** Closes a dialog by one of its buttons. */
export async function close(page: Frame | Page, name: string): Promise<void> {
  await page.locator(DIALOG).getByRole('button', { name, exact: true }).click();
  await page.locator(DIALOG).waitFor({ state: 'detached' });
}
