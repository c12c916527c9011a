import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import { MINI_BROWSER } from '../../scripts/lib/browsers.mjs';
import { report } from '../harness/report.js';
import type { Engine, EngineProfile, ProfileOptions } from './engine.js';
import { SHORT_TIMEOUT, SPIN_PRELUDE, stopBySpinning } from './stop-webkit-workers.js';
import { takeTurns, webKitPage } from './webkit-page.js';
import type { WebKitPage } from './webkit-page.js';
import { startWebKitProcesses } from './webkit-processes.js';
import type { WebKitProcesses } from './webkit-processes.js';

const LOAD_MS = 60_000;
const SCRIPT_MS = 60_000;
const OPENED_MS = 60_000;
const WINDOW = { width: 1280, height: 800 };
/**
 * For the browser's command line. A page that is left while JupyterLite makes its stores, on a first
 * visit, is kept in the page cache with its database locked: no page opens that again, and the next
 * JupyterLab hangs while it loads, ours or not.
 */
const NO_PAGE_CACHE = '--enable-page-cache=false';

/** Debian's WebKitGTK: its MiniBrowser, driven over WebDriver. A profile is a browser of its own. */
export function webKitEngine(): Engine {
  let started: Promise<WebKitProcesses> | undefined;
  return {
    name: 'webkit',
    workerPrelude: SPIN_PRELUDE,
    newProfile: async (options) => {
      started ??= startWebKitProcesses();
      return newProfile((await started).driverUrl, options);
    },
    close: async () => {
      const processes = await started;
      started = undefined;
      await processes?.stop();
    },
  };
}

async function newProfile(driverUrl: string, options?: ProfileOptions): Promise<EngineProfile> {
  const driver = await startBrowser(driverUrl, options);
  const turns = takeTurns();
  const pages: WebKitPage[] = [];
  const add = (handle: string) => {
    const page = webKitPage(driver, turns, handle);
    pages.push(page);
    return page;
  };
  const handles = () => turns(() => driver.getAllWindowHandles());
  const openPages = async () => {
    const areClosed = await Promise.all(pages.map((page) => page.isClosed()));
    return pages.filter((_, i) => !areClosed[i]);
  };
  return {
    // Neither its driver nor its output tells what is in the console of an ephemeral session.
    console: undefined,
    cookies: () => turns(async () => JSON.stringify(await driver.manage().getCookies())),
    addresses: async () =>
      Promise.all((await openPages()).map((page) => page.evaluate(() => location.href))),
    newPage: async () =>
      add(
        await turns(async () => {
          // The browser comes with one. In a tab that is not in front JupyterLab does not start.
          if (pages.length === 0) return driver.getWindowHandle();
          // The last one that was used may be closed.
          const [open = ''] = await driver.getAllWindowHandles();
          await driver.switchTo().window(open);
          await driver.switchTo().newWindow('window');
          return driver.getWindowHandle();
        }),
      ),
    openedBy: async (action) => {
      const before = await handles();
      await action();
      const end = Date.now() + OPENED_MS;
      for (;;) {
        const handle = (await handles()).find((each) => !before.includes(each));
        if (handle !== undefined) return add(handle);
        if (Date.now() > end) throw new Error(`No window opened within ${OPENED_MS} ms.`);
      }
    },
    stopServiceWorkers: async (frame) => {
      for (const page of frame ? [frame] : await openPages()) {
        const isControlled = () =>
          'serviceWorker' in navigator && Boolean(navigator.serviceWorker.controller);
        if (await page.evaluate(isControlled)) return stopBySpinning(page);
      }
      throw new Error('Open a page of the site first: a worker is stopped through one.');
    },
    close: async (failure) => {
      if (failure !== undefined) await report(failure, [], await openPages());
      await driver.quit();
    },
  };
}

async function startBrowser(
  driverUrl: string,
  { keepsPages = false }: ProfileOptions = {},
): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': {
      binary: MINI_BROWSER,
      args: ['--automation', SHORT_TIMEOUT, ...(keepsPages ? [] : [NO_PAGE_CACHE])],
    },
  });
  const driver = await new Builder().usingServer(driverUrl).withCapabilities(capabilities).build();
  await driver.manage().setTimeouts({ script: SCRIPT_MS, pageLoad: LOAD_MS });
  await driver.manage().window().setRect(WINDOW);
  return driver;
}
