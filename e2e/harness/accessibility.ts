import axe from 'axe-core';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

type Run = (context: ElementContext, options: RunOptions) => Promise<AxeResults>;

/** What axe-core finds wrong below the elements that match: its rule, and where. */
export async function violations(page: Frame | Page, selector: string): Promise<readonly string[]> {
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
