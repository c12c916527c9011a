import type { Page } from 'playwright-core';
import { command } from '../harness/act.js';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const OF_JUPYTERLAB = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;

/** Shows the page in this theme; resolves when it is drawn so. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  if (!(await page.evaluate(() => 'jupyterapp' in window))) return;
  const isSo = await page.evaluate(
    (isLight) => document.body.dataset.jpThemeLight === isLight,
    String(theme === 'light'),
  );
  if (isSo) return;
  await command(page, 'apputils:change-theme', { theme: OF_JUPYTERLAB[theme] });
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
}
