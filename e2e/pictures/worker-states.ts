import { command } from '../harness/act.js';
import { makeUnsealedWorkers } from '../harness/unsealed-workers.js';
import { holdUpdate, letUpdate, untilHeld } from '../harness/hold-update.js';
import { SITE, TYPED_SITE } from './stage.js';
import { close, dialogWith, hideNotice, noticeWith } from './state.js';
import type { State } from './state.js';

/** What people see where the page's worker is not the one that the page was built with. */
export const WORKER_STATES: readonly State[] = [
  {
    name: 'notice-site-updated',
    chapter: 'notices',
    says: 'The site was updated while the page was open.',
    show: async (stage) => {
      const page = await stage.lab(TYPED_SITE);
      await stage.serveWorker('other');
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      return noticeWith(page, 'This site has a new version. Your notebooks keep running.');
    },
  },
  {
    name: 'notice-worker-updated',
    chapter: 'notices',
    says: 'A page that was newer than the worker has had it updated.',
    show: async (stage) => {
      const page = await stage.lab(TYPED_SITE);
      await holdUpdate(page);
      await page.getByRole('button', { name: 'Reload' }).click();
      await untilHeld(page);
      await stage.serveWorker('first');
      await letUpdate(page);
      return noticeWith(page, 'This site was updated.');
    },
    leave: async (stage) => hideNotice(await stage.lab(TYPED_SITE), 'This site was updated.'),
  },
  {
    name: 'notice-unsealed',
    chapter: 'notices',
    says: 'On a site with sealed kernels: one that is not.',
    show: async (stage) => {
      const page = await stage.lab(TYPED_SITE);
      await makeUnsealedWorkers(page);
      await command(page, 'console:create', { kernelPreference: { name: 'python' } });
      // The kernel has to have started.
      return noticeWith(page, 'A new kernel is not sealed', 45_000);
    },
    leave: async (stage) => hideNotice(await stage.lab(TYPED_SITE), 'A new kernel is not sealed'),
  },
  {
    name: 'notice-no-worker',
    chapter: 'notices',
    says: 'A browser that gives the page no service worker.',
    show: async (stage) => {
      const page = await stage.firstVisit();
      await page.addInitScript(() => {
        Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
      });
      await page.goto(`${SITE}lab/index.html`);
      return noticeWith(page, 'This browser does not let this page use a service worker');
    },
  },
  {
    name: 'dialog-show-all',
    chapter: 'notices',
    says: 'What such a notification has no room for.',
    show: async (stage) => {
      const page = stage.lastVisit();
      await page.getByRole('button', { name: 'Show all' }).click();
      return dialogWith(page, 'This browser does not let this page use a service worker');
    },
    leave: async (stage) => close(stage.lastVisit(), 'Close'),
  },
];
