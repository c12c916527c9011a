import type { Page } from 'playwright-core';
import { closeBrowser, newProfile } from '../harness/browser.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';
import type { Engine, EnginePage } from './engine.js';

/** Debian's Chromium, driven by Playwright: the browser of the other browser tests. */
export const chromium: Engine = {
  name: 'chromium',
  newProfile: async ({ keepsPages } = {}) => {
    const profile = await newProfile({ windows: true, partitioned: true, keepsPages });
    return {
      console: profile.console,
      cookies: () => profile.cookies(),
      addresses: () => profile.addresses(),
      newPage: async () => enginePage(await profile.newPage()),
      openedBy: async (action) => {
        const [page] = await Promise.all([profile.context.waitForEvent('page'), action()]);
        return enginePage(page);
      },
      stopServiceWorkers: async () => {
        const [page] = profile.context.pages();
        if (!page) throw new Error('Open a page first: a worker is stopped through one.');
        await stopServiceWorkers(page);
      },
      setOffline: (isOffline) => profile.context.setOffline(isOffline),
      close: (failure) => profile.close(failure),
    };
  },
  close: () => closeBrowser(),
};

function enginePage(page: Page): EnginePage {
  const shown: string[] = [];
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) shown.push(frame.url());
  });
  return {
    shown,
    evaluate: page.evaluate.bind(page),
    waitForFunction: page.waitForFunction.bind(page),
    click: (selector) => page.click(selector),
    fill: (selector, text) => page.fill(selector, text),
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    reloadHard: async () => {
      const session = await page.context().newCDPSession(page);
      const loaded = page.waitForEvent('load');
      await session.send('Page.reload', { ignoreCache: true });
      await loaded;
      await session.detach();
    },
    back: async () => {
      // By the page itself: of one that the browser has kept, Playwright's own command can say that it was aborted.
      const left = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
      await page.evaluate(() => setTimeout(() => history.back()));
      await left;
    },
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
    isClosed: () => Promise.resolve(page.isClosed()),
    frame: async (selector) => {
      const frame = await (await page.waitForSelector(selector)).contentFrame();
      if (!frame) throw new Error(`${selector} is no frame`);
      return frame;
    },
  };
}
