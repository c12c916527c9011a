import type { Frame } from 'playwright-core';
import { command } from '../harness/act.js';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const OF_JUPYTERLAB = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;

/** Shows the page that is in this frame in this theme; resolves when it is drawn so. */
export async function setTheme(frame: Frame, theme: Theme): Promise<void> {
  await frame.page().emulateMedia({ colorScheme: theme });
  // Frames of other origins hear of it later.
  for (const each of [frame, ...frame.childFrames()]) await untilPreferred(each, theme);
  if (!(await frame.evaluate(() => 'jupyterapp' in window))) return;
  const inTheme = frame.locator(`body[data-jp-theme-light="${theme === 'light'}"]`);
  if ((await inTheme.count()) > 0) return;
  // The command has ended before the theme is loaded, and not all applications have a splash.
  await command(frame, 'apputils:change-theme', { theme: OF_JUPYTERLAB[theme] });
  await inTheme.waitFor({ state: 'attached' });
  await frame.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
}

/** Resolves when the frame is drawn for users who prefer this theme. */
async function untilPreferred(frame: Frame, theme: Theme): Promise<void> {
  await frame.waitForFunction(
    (query) => matchMedia(query).matches,
    `(prefers-color-scheme: ${theme})`,
    // A hidden frame draws nothing.
    { polling: 100 },
  );
}
