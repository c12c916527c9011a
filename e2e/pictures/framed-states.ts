import { DIALOG, close, dialogWith, hideNotice, noticeWith, start } from './state.js';
import type { State } from './state.js';

/** What people see of a site in a frame of the platform's page. */
export const FRAMED_STATES: readonly State[] = [
  {
    name: 'notice-older-page',
    chapter: 'notices',
    says: 'The notebooks are in a frame of a page that speaks an older version of their messages.',
    show: async (stage) =>
      noticeWith(await stage.framed(), 'The page that opened this site is out of date'),
    leave: async (stage) => hideNotice(await stage.framed(), 'The page that opened this site'),
  },
  {
    name: 'dialog-form-framed',
    chapter: 'signIn',
    says: 'In a frame, where a window would be another one to the browser, the form is in the dialog.',
    show: async (stage) => {
      const frame = await stage.framed();
      await start(frame, 'auth-bridge:sign-in', { provider: 'forge' });
      const dialog = await dialogWith(frame, 'Sign in to Forge');
      await frame.frameLocator(`${DIALOG} iframe`).locator('input:focus').waitFor();
      return dialog;
    },
    leave: async (stage) => close(await stage.framed(), 'Cancel sign-in'),
  },
  {
    name: 'notice-newer-page',
    chapter: 'notices',
    says: 'The same, where the site is the older one.',
    show: async (stage) => {
      const frame = await stage.framed(99);
      return noticeWith(frame, 'This site is out of date for the page that opened it');
    },
  },
];
