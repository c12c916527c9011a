import type { Frame, Page } from 'playwright-core';

/** Selector of the code cells' editors. */
export const CELL = '.jp-Notebook .jp-CodeCell .cm-content';

/** Puts the cursor into the notebook's first cell, as a user does. */
export async function enterCell(frame: Frame | Page): Promise<void> {
  await frame.locator(CELL).first().click();
}

/** Types with the keyboard, wherever the focus is; resolves when the cell has got it. */
export async function typeIntoCell(page: Page, frame: Frame | Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await frame.locator(CELL).first().filter({ hasText: text }).waitFor();
}
