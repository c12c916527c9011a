import { untilStatus } from '../harness/sign-in.js';
import { START, setTime } from './fixed-clock.js';
import { TYPED_SITE } from './stage.js';
import type { Stage } from './stage.js';
import { MARGIN, STATUS, close, dialogWith, hideNotice, noticeWith, start } from './state.js';
import type { State } from './state.js';

/** What people see of a session that nobody renews, four minutes before its end and after it. */
export const ENDED_STATES: readonly State[] = [
  {
    name: 'notice-reminder',
    chapter: 'notices',
    says: 'A session that nobody renews is about to end. How long before, the settings say.',
    show: async (stage) =>
      noticeWith(await typed(stage), 'Your session with Archive ends in 4 min.'),
    leave: async (stage) => {
      const page = await typed(stage);
      await hideNotice(page, 'Your session with Archive ends');
      await setTime(page, START + 31 * 60_000);
    },
  },
  {
    // As the state changes, the status bar looks at the clock.
    name: 'dialog-leaving',
    chapter: 'signIn',
    says: 'Where no window can open, the sign-in takes the place of the page: what that ends is said before.',
    show: async (stage) => {
      const page = await typed(stage);
      await start(page, 'auth-bridge:sign-in', { provider: 'leaving' });
      return dialogWith(page, 'This leaves the page');
    },
    leave: async (stage) => close(await typed(stage), 'Cancel sign-in'),
  },
  {
    name: 'status-ended',
    chapter: 'status',
    says: 'The session has ended, of one provider among several.',
    show: async (stage) => {
      const page = await typed(stage);
      await untilStatus(page, 'Grace Murray Hopper · ended');
      return page.locator(STATUS, { hasText: 'Grace' });
    },
  },
  {
    name: 'session-ended',
    margin: MARGIN,
    chapter: 'status',
    says: 'What the dialog says of it.',
    show: async (stage) => {
      const page = await typed(stage);
      await page.locator(STATUS, { hasText: 'Grace' }).click();
      const dialog = await dialogWith(page, 'ended at');
      return dialog.locator('.jp-AuthBridge-provider', { hasText: 'ended at' });
    },
    leave: async (stage) => {
      const page = await typed(stage);
      await close(page, 'Close');
      await start(page, 'auth-bridge:sign-out', { provider: 'brief' });
    },
  },
  {
    name: 'notice-signed-out-here',
    chapter: 'notices',
    says: 'Signed out of a provider that has no page to sign out at.',
    announced: 'Not signed in to Archive.',
    show: async (stage) => noticeWith(await typed(stage), 'Signed out of Archive.'),
    leave: async (stage) => hideNotice(await typed(stage), 'Signed out of Archive.'),
  },
];

function typed(stage: Stage) {
  return stage.lab(TYPED_SITE);
}
