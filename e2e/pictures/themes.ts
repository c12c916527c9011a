import type { Frame } from 'playwright-core';
import { command } from '../harness/act.js';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const OF_JUPYTERLAB = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;

/** Shows the page that is in this frame in this theme; resolves when it is drawn so. */
export async function setTheme(frame: Frame, theme: Theme): Promise<void> {
  await frame.page().emulateMedia({ colorScheme: theme });
  if (!(await frame.evaluate(() => 'jupyterapp' in window))) return;
  const isSo = await frame.evaluate(
    (isLight) => document.body.dataset.jpThemeLight === isLight,
    String(theme === 'light'),
  );
  if (isSo) return;
  await command(frame, 'apputils:change-theme', { theme: OF_JUPYTERLAB[theme] });
  await frame.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
}
