import type { Page } from 'playwright-core';
import { command } from '../harness/act.js';
import { shownCode, untilStatus } from '../harness/sign-in.js';
import { HEIGHT, WIDE } from './browser.js';
import { openNotebook } from './notebook.js';
import { PLATFORM, SITE, USER_CODE } from './stage.js';
import type { Stage } from './stage.js';
import {
  DIALOG,
  MARGIN,
  STATUS,
  close,
  dialogWith,
  hideNotice,
  noticeWith,
  start,
} from './state.js';
import type { State } from './state.js';

const PANEL = '.jp-AuthBridge-panel';
const ME = `${PLATFORM}/api/v1/users/me`;

/** What people see of a site with one provider, from the first visit on. */
export const SITE_STATES: readonly State[] = [
  {
    name: 'hint',
    chapter: 'first',
    says: 'A first visit is told once what the sign-in is for.',
    show: async (stage) => noticeWith(await main(stage), 'Notebooks here can work'),
    leave: async (stage) => hideNotice(await main(stage), 'Notebooks here can work'),
  },
  {
    name: 'menu',
    chapter: 'first',
    says: 'The _File_ menu has the commands; so has the palette.',
    ours: '.lm-Menu-item[data-command^="auth-bridge:"]',
    show: async (stage) => {
      const page = await main(stage);
      await page.locator('.lm-MenuBar-item', { hasText: 'File' }).click();
      return page.locator('.lm-Menu');
    },
    leave: async (stage) => (await main(stage)).keyboard.press('Escape'),
  },
  {
    name: 'status-signed-out',
    chapter: 'status',
    says: 'Nobody is signed in. A click starts the sign-in.',
    show: async (stage) => (await main(stage)).locator(STATUS),
  },
  {
    name: 'panel-signed-out',
    chapter: 'panel',
    says: 'Nobody is signed in, no kernel runs, and nothing was called.',
    show: async (stage) => {
      const page = await main(stage);
      await command(page, 'auth-bridge:show-panel');
      await page.locator(PANEL).getByText('No calls yet').waitFor();
      return page.locator(PANEL);
    },
  },
  {
    name: 'settings',
    chapter: 'first',
    ours: false,
    says: 'In _Settings_, _Sign-in_: how the sign-in shows itself. None of it changes what a notebook may do.',
    show: async (stage) => {
      const page = await main(stage);
      await command(page, 'settingeditor:open', { query: 'Sign-in' });
      const form = page.locator('.jp-SettingsForm, .jp-SettingsPanel').last();
      await form.getByText('When a notebook needs a sign-in').waitFor();
      return form;
    },
    leave: async (stage) => {
      const page = await main(stage);
      await page
        .locator('.jp-SettingsPanel select, .jp-SettingsForm select')
        .first()
        .selectOption('Show a notification');
      await untilSaved(page, '"prompt": "notification"');
      await command(page, 'application:close');
      // Its kernel is there when it is needed.
      await openNotebook(page);
    },
  },
  {
    name: 'notice-asks',
    chapter: 'notices',
    announced: 'Signing in to Mat3ra.',
    says: 'A notebook needs a sign-in, and the user has chosen to be asked this way.',
    show: async (stage) => {
      const page = await main(stage);
      await page.evaluate((url) => void fetch(url), ME);
      return noticeWith(page, 'A notebook needs a sign-in');
    },
  },
  {
    name: 'status-signing-in',
    chapter: 'status',
    says: 'A sign-in is on its way, with the code to confirm.',
    show: async (stage) => {
      const page = await main(stage);
      await untilStatus(page, USER_CODE);
      return page.locator(STATUS);
    },
  },
  {
    name: 'dialog-code',
    chapter: 'signIn',
    says: 'The code to compare, the page to confirm it at, and how long it is good. The QR code leads there, too.',
    show: async (stage) => {
      const page = await main(stage);
      await (await noticeWith(page, 'A notebook needs')).getByText('Show sign-in').click();
      await shownCode(page);
      await page.locator(`${DIALOG} svg path[d^="M"]`).last().waitFor();
      await page.locator(`${DIALOG} a.jp-AuthBridge-open:focus`).waitFor();
      return page.locator(DIALOG);
    },
  },
  {
    name: 'narrow-code',
    chapter: 'narrow',
    says: 'The same in a window of 320 pixels.',
    show: async (stage) => {
      const page = await main(stage);
      await page.setViewportSize({ width: 320, height: HEIGHT });
      return page.locator(DIALOG);
    },
    leave: async (stage) => (await main(stage)).setViewportSize({ width: WIDE, height: HEIGHT }),
  },
  {
    name: 'dialog-expired',
    chapter: 'over',
    says: 'Nobody has confirmed the code in time.',
    announced: 'The code for Mat3ra was not confirmed in time.',
    show: async (stage) => {
      await stage.codesEnd();
      return dialogWith(await main(stage), 'has expired');
    },
  },
  {
    name: 'dialog-denied',
    chapter: 'over',
    says: 'Somebody has refused it.',
    show: async (stage) => {
      const page = await main(stage);
      await page.locator(DIALOG).getByRole('button', { name: 'Get a new code' }).click();
      await shownCode(page);
      await stage.platform.denyDevice(USER_CODE);
      await stage.tick();
      return dialogWith(page, 'denied');
    },
    leave: async (stage) => close(await main(stage), 'Close'),
  },
  {
    name: 'status-trouble',
    chapter: 'status',
    says: 'The last sign-in has come to nothing.',
    show: async (stage) => (await main(stage)).locator(STATUS).and(trouble(await main(stage))),
  },
  {
    name: 'notice-signed-in',
    chapter: 'notices',
    says: 'The sign-in has succeeded.',
    announced: 'Signed in to Mat3ra as Ada Example.',
    show: async (stage) => {
      const page = await main(stage);
      await start(page, 'auth-bridge:sign-in');
      await shownCode(page);
      await stage.platform.confirmDevice(USER_CODE);
      await stage.tick();
      return noticeWith(page, 'Signed in to Mat3ra as Ada Example.');
    },
    leave: async (stage) => hideNotice(await main(stage), 'Signed in to Mat3ra'),
  },
  {
    name: 'status-signed-in',
    chapter: 'status',
    says: 'Who is signed in, and how long the access token still lasts. A click shows more.',
    show: async (stage) => {
      const page = await main(stage);
      await untilStatus(page, 'Ada Example · 24 min');
      return page.locator(STATUS);
    },
  },
  {
    name: 'status-in-menu',
    chapter: 'status',
    says: 'In the menu row of notebooks, consoles and the list of files, which have no status bar.',
    ours: '.jp-AuthBridge-inMenu',
    show: async (stage) => {
      const page = await stage.app('tree/index.html');
      await page.locator(STATUS).waitFor();
      await page.locator('.lm-MenuBar-item', { hasText: 'Help' }).waitFor();
      return page.locator('#menu-panel-wrapper');
    },
    leave: (stage) => stage.closeApp(),
  },
  {
    name: 'status-repl',
    chapter: 'status',
    says: 'In a bar below the prompt of the REPL.',
    show: async (stage) => {
      const page = await stage.app('repl/index.html?kernel=python');
      await page.locator(STATUS).waitFor();
      return page.locator('.jp-AuthBridge-bar');
    },
    leave: (stage) => stage.closeApp(),
  },
  {
    name: 'dialog-session',
    chapter: 'status',
    says: 'After the click: how, until when, with which scopes and claims.',
    show: async (stage) => {
      const page = await main(stage);
      await page.locator(STATUS).click();
      return dialogWith(page, 'Ada Example');
    },
    leave: async (stage) => close(await main(stage), 'Close'),
  },
  {
    name: 'panel-session',
    margin: MARGIN,
    chapter: 'panel',
    says: 'The session, with the claims opened. No token is among them.',
    show: async (stage) => {
      const session = (await main(stage)).locator(`${PANEL} .jp-AuthBridge-provider`);
      await session.locator('summary').first().click();
      return session;
    },
    leave: async (stage) => (await main(stage)).locator(`${PANEL} summary`).first().click(),
  },
];

function main(stage: Stage) {
  return stage.lab(SITE);
}

function trouble(page: Awaited<ReturnType<Stage['lab']>>) {
  return page.locator('[data-status="trouble"]');
}

/** Resolves when the settings have this. */
async function untilSaved(page: Page, text: string): Promise<void> {
  await page.evaluate(async (text) => {
    const { settings } = window.jupyterapp.serviceManager;
    const saved = async () => (await settings.fetch('jupyterlite-auth-bridge:sign-in'))?.raw ?? '';
    while (!(await saved()).includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, text);
}
