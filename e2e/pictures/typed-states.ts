import { refusal } from '@jupyterlite-auth-bridge/mock-provider';
import type { Page } from 'playwright-core';
import { shownCode, untilStatus } from '../harness/sign-in.js';
import { ENDED_STATES } from './ended-states.js';
import { START, setTime } from './fixed-clock.js';
import { LINK_STATES } from './link-states.js';
import { PLATFORM, SITE, TYPED_SITE } from './stage.js';
import type { Stage } from './stage.js';
import { DIALOG, MARGIN, close, dialogWith, hideNotice, start } from './state.js';
import type { State } from './state.js';

/** What people see of ways to sign in other than by a code. */
export const TYPED_STATES: readonly State[] = [
  {
    name: 'dialog-failed',
    chapter: 'over',
    says: "The sign-in service has refused, and not in the user's name.",
    show: async (stage) => {
      const page = await typed(stage);
      await hideNotice(page, 'Notebooks here can work');
      stage.mock.fault('device', refusal('unauthorized_client'), 1);
      await start(page, 'auth-bridge:sign-in', { provider: 'brief' });
      return dialogWith(page, 'failed');
    },
  },
  {
    name: 'dialog-starting',
    chapter: 'signIn',
    says: 'It has been asked for a code, and has not answered yet.',
    show: async (stage) => {
      const page = await typed(stage);
      stage.holdBack('device');
      await page.locator(DIALOG).getByRole('button', { name: 'Get a new code' }).click();
      return dialogWith(page, 'Asking Archive for a code');
    },
    leave: async (stage) => {
      stage.goOn();
      const page = await typed(stage);
      stage.mock.approve(await shownCode(page));
      await stage.tick();
      await untilStatus(page, 'Archive: Grace Murray Hopper');
      await hideNotice(page, 'Signed in to Archive');
      await setTime(page, START + 26 * 60_000);
    },
  },
  {
    name: 'dialog-window',
    chapter: 'signIn',
    says: 'Where the provider has a page to sign in at, it opens in a window of its own: one click, no code.',
    show: async (stage) => {
      const page = await typed(stage);
      await start(page, 'auth-bridge:sign-in', { provider: 'window' });
      return dialogWith(page, 'in a window of its own');
    },
  },
  {
    name: 'dialog-window-open',
    chapter: 'signIn',
    says: 'The window is open.',
    show: async (stage) => {
      const page = await typed(stage);
      const popup = await openedBy(page, 'Sign in with Mat3ra');
      const dialog = await dialogWith(page, 'Go on in the window');
      await popup.close();
      return dialog;
    },
  },
  {
    name: 'dialog-window-blocked',
    chapter: 'signIn',
    says: 'The browser has blocked it.',
    show: async (stage) => {
      const page = await typed(stage);
      await page.evaluate(() =>
        Object.assign(window, { kept: open.bind(window), open: () => null }),
      );
      await page.locator(DIALOG).getByRole('button', { name: 'Sign in with Mat3ra' }).click();
      return dialogWith(page, 'has blocked');
    },
    leave: async (stage) => {
      const page = await typed(stage);
      await page.evaluate(() => {
        window.open = (window as unknown as { readonly kept: typeof open }).kept;
      });
      await close(page, 'Cancel sign-in');
    },
  },
  {
    name: 'dialog-open-again',
    chapter: 'signIn',
    says: "Where the platform's own page signs in, and this one is not opened from it, the way goes by there.",
    show: async (stage) => {
      const page = await typed(stage);
      await start(page, 'auth-bridge:sign-in', { provider: 'opener' });
      return dialogWith(page, 'Go to Mat3ra');
    },
    leave: async (stage) => close(await typed(stage), 'Cancel sign-in'),
  },
  {
    name: 'dialog-form',
    chapter: 'signIn',
    says: 'A token, or a name and a password, is typed in elsewhere.',
    show: async (stage) => {
      const page = await typed(stage);
      await start(page, 'auth-bridge:sign-in', { provider: 'forge' });
      return dialogWith(page, 'Sign in with Forge');
    },
  },
  {
    name: 'page-form',
    margin: MARGIN,
    chapter: 'pages',
    says: "The worker's form: no notebook and no other page reads what is typed.",
    show: async (stage) => (await form(stage, 'Forge')).locator('main'),
  },
  {
    name: 'page-form-refused',
    margin: MARGIN,
    chapter: 'pages',
    says: 'What was typed is tried before it is taken.',
    show: async (stage) => {
      const page = await lastPage(stage);
      await page.getByLabel('Token').fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Forge does not accept this token.').waitFor();
      return page.locator('main');
    },
    leave: leaveForm,
  },
  {
    name: 'page-labarchives',
    margin: MARGIN,
    chapter: 'pages',
    says: 'For LabArchives, whose calls are signed: its access key, and who the user is.',
    show: async (stage) => {
      await start(await typed(stage), 'auth-bridge:sign-in', { provider: 'lab' });
      return (await form(stage, 'LabArchives')).locator('main');
    },
    leave: leaveForm,
  },
  ...(
    [
      ['ok', 'Signed in', 'Where a window ends that may not close itself.'],
      ['denied', 'Sign-in denied', 'The user has refused it there.'],
      ['failed', 'Sign-in failed', 'It has failed, or is not of this browser.'],
    ] as const
  ).map(([result, title, says]): State => ({
    name: `page-${result}`,
    margin: MARGIN,
    chapter: 'pages',
    says,
    show: async (stage) => {
      const page = await (await typed(stage)).context().newPage();
      // With a page before it, it does not close itself.
      await page.goto(`${TYPED_SITE}no-such-page`);
      await page.goto(`${TYPED_SITE}auth-bridge/done?result=${result}`);
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      return page.locator('main');
    },
    leave: async (stage) => (await lastPage(stage)).close(),
  })),
  ...LINK_STATES,
  {
    name: 'page-sandboxed',
    chapter: 'first',
    says: 'In a frame in which the notebooks can do nothing.',
    show: async (stage) => {
      const page = await stage.firstVisit();
      await page.goto(PLATFORM);
      await page.evaluate((src) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src, title: 'Notebooks', width: 600, height: 300 });
        frame.setAttribute('sandbox', 'allow-scripts');
        document.body.replaceChildren(frame);
      }, `${SITE}lab/index.html`);
      const said = page.frameLocator('iframe').getByText('cannot run here');
      await said.waitFor();
      return page.locator('iframe');
    },
  },
  ...ENDED_STATES,
];

function typed(stage: Stage): Promise<Page> {
  return stage.lab(TYPED_SITE);
}

async function openedBy(page: Page, button: string): Promise<Page> {
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.locator(DIALOG).getByRole('button', { name: button }).click(),
  ]);
  return opened;
}

/** The worker's form, as the dialog opens it. */
async function form(stage: Stage, label: string): Promise<Page> {
  const page = await openedBy(await typed(stage), `Sign in with ${label}`);
  await page.getByRole('heading', { name: `Sign in to ${label}` }).waitFor();
  return page;
}

async function lastPage(stage: Stage): Promise<Page> {
  const page = (await typed(stage)).context().pages().at(-1);
  if (!page) throw new Error('no page');
  return page;
}

async function leaveForm(stage: Stage): Promise<void> {
  await (await lastPage(stage)).close();
  await close(await typed(stage), 'Cancel sign-in');
}
