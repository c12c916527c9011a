import { json } from '@jupyterlite-auth-bridge/mock-provider';
import type { Frame, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { shownCode } from '../harness/sign-in.js';
import { SITE, TYPED_SITE, USER_CODE } from './stage.js';
import type { Stage } from './stage.js';
import { DIALOG, STATUS, dialogWith, start } from './state.js';

const REVOKE = '.jp-AuthBridge-kernel button';
const OPEN = `${DIALOG} .jp-AuthBridge-open`;
const FORGE = `${STATUS}:has-text("Forge")`;

/** What a user does without a mouse, after all states: the focus stays in each dialog, and is back after it. */
export const KEYBOARD: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'the dialog of a sign-in, whose link Enter opens': async (stage) => {
    const page = await stage.lab(SITE);
    await enterOn(page, STATUS);
    await shownCode(page);
    await untilFocused(page, OPEN);
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.keyboard.press('Enter'),
    ]);
    await opened.close();
    await throughAndOut(page, await dialogWith(page, 'Sign in to Mat3ra'));
    await untilFocused(page, STATUS);
  },

  'the dialog of a revocation': async (stage) => {
    const page = await stage.lab(SITE);
    await enterOn(page, REVOKE);
    await throughAndOut(page, await dialogWith(page, 'Revoke access?'));
    await untilFocused(page, REVOKE);
  },

  'a sign-in that is refused, and the dialog that says so': async (stage) => {
    const page = await stage.lab(SITE);
    await enterOn(page, STATUS);
    await shownCode(page);
    await stage.platform.denyDevice(USER_CODE);
    await stage.tick();
    await throughAndOut(page, await dialogWith(page, 'denied'));
    await untilFocused(page, STATUS);
  },

  'a dialog that leads to another, and the form in a window': async (stage) => {
    const page = await stage.lab(TYPED_SITE);
    await page.locator(FORGE).focus();
    await start(page, 'auth-bridge:show');
    const sessions = await dialogWith(page, 'Forge');
    await sessions.locator(':focus').waitFor();
    await tabThrough(page, sessions);
    const forge = sessions.getByRole('group', { name: 'Forge' });
    await forge.getByRole('button', { name: 'Sign in' }).press('Enter');
    const dialog = await dialogWith(page, 'Sign in with Forge');
    await untilFocused(page, OPEN);
    await tabThrough(page, dialog);
    const [form] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('button', { name: 'Sign in with Forge' }).press('Enter'),
    ]);
    await untilFocused(form, 'input');
    stage.mock.fault('/forge/me', json(200, { login: 'ada' }), 1);
    await form.keyboard.type('right');
    await Promise.all([form.waitForEvent('close'), form.keyboard.press('Enter')]);
    await dialog.waitFor({ state: 'detached' });
    await untilFocused(page, FORGE);
  },

  'the form in the dialog of a frame': async (stage) => {
    const frame = await stage.framed();
    await enterOn(frame, FORGE);
    const dialog = await dialogWith(frame, 'Sign in to Forge');
    await frame.frameLocator(`${DIALOG} iframe`).locator('input:focus').waitFor();
    await tabThrough(frame.page(), dialog);
    await dialog.getByRole('button', { name: 'Cancel sign-in' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await untilFocused(frame, FORGE);
  },
};

async function throughAndOut(page: Page, dialog: Locator): Promise<void> {
  await dialog.locator(':focus').waitFor();
  await tabThrough(page, dialog);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

const OUTSIDE = 'outside';
/** So often the key is pressed: in each dialog that is once around, at least. */
const AROUND = 12;

/** Goes around in an open dialog, there and back: both ways come by the same, and by nothing else. */
async function tabThrough(page: Page, dialog: Locator): Promise<void> {
  const [there, back] = [new Set<string>(), new Set<string>()];
  for (const [key, visited] of [['Tab', there] as const, ['Shift+Tab', back] as const]) {
    for (let i = 0; i < AROUND; i += 1) {
      await page.keyboard.press(key);
      visited.add(await dialog.evaluate(focused, OUTSIDE));
    }
  }
  expect([...there].sort()).toEqual([...back].sort());
  expect(there.size).toBeGreaterThan(1);
  expect(there).not.toContain(OUTSIDE);
}

/** Which of the dialog's elements has the focus, itself or in its frame; by its words, as others come and go. */
const focused = (dialog: Element, outside: string) => {
  const { activeElement } = document;
  if (!activeElement || activeElement === dialog || !dialog.contains(activeElement)) return outside;
  return `${activeElement.tagName} ${activeElement.textContent}`;
};

async function enterOn(frame: Frame | Page, selector: string): Promise<void> {
  await frame.locator(selector).focus();
  await frame.locator(selector).press('Enter');
}

async function untilFocused(frame: Frame | Page, selector: string): Promise<void> {
  await frame.locator(selector).and(frame.locator(':focus')).waitFor();
}
