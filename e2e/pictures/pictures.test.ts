import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../harness/accessibility.js';
import { report } from '../harness/report.js';
import { UPDATE, compare } from './compare.js';
import { README_PICTURES } from './readme-pictures.js';
import { openStage } from './stage.js';
import type { Stage } from './stage.js';
import { STATES } from './states.js';
import { THEMES, setTheme } from './themes.js';
import { readPage, whatYouSee, writePage } from './what-you-see.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await report(`picture ${task.name}`, [], stage.pages());
});
afterAll(() => stage.stop());

const PICTURED = 'data-pictured';
const SOON = { timeout: 10_000 };
const LIVE = '.jp-AuthBridge-live';

describe('looks as it did, and follows the rules of accessibility, in the light and in the dark:', () => {
  // Each goes on from the last, with the theme that it left.
  it.each(STATES)('$name', { timeout: 60_000 }, async ({ name, ours, show, announced, leave }) => {
    const isOdd = STATES.findIndex((state) => state.name === name) % 2 === 1;
    const order = isOdd ? [...THEMES].reverse() : THEMES;
    const element = await show(stage);
    if (announced !== undefined) {
      const live = element.page().locator(LIVE);
      await expect.poll(() => live.textContent(), SOON).toContain(announced);
    }
    const wrong: unknown[] = [];
    for (const theme of order) {
      await setTheme(element.page(), theme);
      const picture = await element.screenshot({ caret: 'hide' });
      wrong.push(
        await compare(`states/${name}-${theme}`, picture),
        ...(await broken(element, ours)),
      );
    }
    await leave?.(stage);
    expect(wrong.filter((each) => each !== undefined)).toEqual([]);
  });
});

it('is told of in docs/what-you-see.md', async () => {
  if (UPDATE) await writePage(whatYouSee(STATES));
  expect(await readPage()).toBe(whatYouSee(STATES));
});

// With a kernel each they take half a minute: only whoever changes them takes them.
if (UPDATE) {
  describe("the README's pictures", () => {
    beforeAll(() => stage.letTimePass());

    it.each(Object.entries(README_PICTURES))('%s', async (name, show) => {
      const page = await show(stage);
      expect(await compare(name, await page.screenshot({ caret: 'hide' }))).toBeUndefined();
    });
  });
}

/** What axe-core finds wrong in it, or in those parts of it. */
async function broken(element: Locator, ours?: string | false): Promise<readonly string[]> {
  if (ours === false) return [];
  const checked = ours === undefined ? element : element.locator(ours);
  await checked.evaluateAll((nodes, name) => {
    for (const node of nodes) node.setAttribute(name, '');
  }, PICTURED);
  const found = await violations(element.page(), `[${PICTURED}]`);
  await checked.evaluateAll((nodes, name) => {
    for (const node of nodes) node.removeAttribute(name);
  }, PICTURED);
  return found;
}
