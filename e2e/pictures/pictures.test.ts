import type { Frame, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../harness/accessibility.js';
import { report } from '../harness/report.js';
import { UPDATE, compare } from './compare.js';
import { KEYBOARD } from './keyboard.js';
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

/** How many of the states have come about: each does from those before it. */
let shown = 0;

/** Goes on to the state of this index; does without a picture what those before it do, if they have not run. */
async function goOnTo(index: number): Promise<void> {
  for (const { show, leave } of STATES.slice(shown, index)) {
    await show(stage);
    await leave?.(stage);
  }
  shown = Math.max(shown, index + 1);
}

const PICTURED = 'data-pictured';
const LIVE = '.jp-AuthBridge-live';

describe('looks and is accessible as it was, in the light and in the dark:', () => {
  // Each goes on from the last, with the theme that it left.
  it.each(STATES)(
    '$name',
    { timeout: 300_000 },
    async ({ name, chapter, margin, ours, show, announced, leave }) => {
      const index = STATES.findIndex((state) => state.name === name);
      const order = index % 2 === 1 ? [...THEMES].reverse() : THEMES;
      await goOnTo(index);
      const element = await show(stage);
      const frame = await frameOf(element);
      if (announced !== undefined) {
        // The runner's own polls would put the platform's clock forward.
        await frame.locator(LIVE, { hasText: announced }).waitFor({ state: 'attached' });
      }
      if (chapter === 'notices') {
        expect(await element.evaluate(isReadOut)).toBe(true);
        // JupyterLab cuts off what is longer than it thinks right.
        expect(await element.innerText()).not.toContain('…');
      }
      const wrong: unknown[] = [];
      // Whatever was clicked, nothing is below the mouse.
      await element.page().mouse.move(0, 0);
      for (const theme of order) {
        await setTheme(frame, theme);
        const picture = await take(element, margin);
        wrong.push(
          await compare(`states/${name}-${theme}`, picture),
          ...(await broken(frame, element, ours)),
        );
      }
      await leave?.(stage);
      expect(wrong.filter((each) => each !== undefined)).toEqual([]);
    },
  );
});

describe('the keyboard stays in each dialog, and is back where it was, after', () => {
  it.each(Object.entries(KEYBOARD))('%s', { timeout: 300_000 }, async (_, works) => {
    await goOnTo(STATES.length);
    await works(stage);
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

/** Whether a screen reader says what it is that comes, wherever the focus is. */
const isReadOut = (node: Element) =>
  node.closest('[aria-live], [role="alert"], [aria-modal="true"]') !== null ||
  node.querySelector('[role="alert"]') !== null;

async function frameOf(element: Locator): Promise<Frame> {
  const handle = await element.elementHandle();
  const frame = await handle.ownerFrame();
  if (!frame) throw new Error('not in a page');
  return frame;
}

async function take(element: Locator, margin = 0): Promise<Buffer> {
  if (margin === 0) return element.screenshot({ caret: 'hide' });
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await element.boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 1,
    height: 1,
  };
  const [left, top] = [Math.floor(x) - margin, Math.floor(y) - margin];
  const size = { width: Math.ceil(width) + 2 * margin, height: Math.ceil(height) + 2 * margin };
  return element.page().screenshot({ caret: 'hide', clip: { x: left, y: top, ...size } });
}

/** What axe-core finds wrong in it, or in those parts of it. */
async function broken(
  frame: Frame,
  element: Locator,
  ours?: string | false,
): Promise<readonly string[]> {
  if (ours === false) return [];
  const checked = ours === undefined ? element : element.locator(ours);
  await checked.evaluateAll((nodes, name) => {
    for (const node of nodes) node.setAttribute(name, '');
  }, PICTURED);
  const found = await violations(frame, `[${PICTURED}]`);
  await checked.evaluateAll((nodes, name) => {
    for (const node of nodes) node.removeAttribute(name);
  }, PICTURED);
  return found;
}
