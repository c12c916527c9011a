import axe from 'axe-core';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

type Run = (context: ElementContext, options: RunOptions) => Promise<AxeResults>;

/** JupyterLab's, by the name that the theme's command takes. */
export const THEMES = ['JupyterLab Light', 'JupyterLab Dark'] as const;

/** What axe-core finds wrong below the elements that match: its rule, and where. */
export async function violations(page: Page, selector: string): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (selector) => {
    const { axe } = window as unknown as { readonly axe: { readonly run: Run } };
    if (!document.querySelector(selector)) throw new Error(`nothing matches ${selector}`);
    const found = await axe.run({ include: [selector] }, { resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`,
      ),
    );
  }, selector);
}

/** The same in both of JupyterLab's themes. */
export async function violationsInThemes(page: Page, selector: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of [...THEMES].reverse()) {
    await page.evaluate(
      (theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme }),
      theme,
    );
    await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    const all = await violations(page, selector);
    found.push(...all.map((each) => `${theme}: ${each}`));
  }
  return found;
}
