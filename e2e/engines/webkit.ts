import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import { MINI_BROWSER } from '../../scripts/lib/browsers.mjs';
import { report } from '../harness/report.js';
import type { Engine, EngineProfile } from './engine.js';
import { SHORT_TIMEOUT, SPIN_PRELUDE, stopBySpinning } from './stop-webkit-workers.js';
import { takeTurns, webKitPage } from './webkit-page.js';
import type { WebKitPage } from './webkit-page.js';
import { startWebKitProcesses } from './webkit-processes.js';
import type { WebKitProcesses } from './webkit-processes.js';

const LOAD_MS = 60_000;
const SCRIPT_MS = 10_000;
const WINDOW = { width: 1280, height: 800 };

/** Debian's WebKitGTK: its MiniBrowser, driven over WebDriver. A profile is a browser of its own. */
export function webKitEngine(): Engine {
  let started: Promise<WebKitProcesses> | undefined;
  return {
    name: 'webkit',
    workerPrelude: SPIN_PRELUDE,
    newProfile: async () => {
      started ??= startWebKitProcesses();
      return newProfile((await started).driverUrl);
    },
    close: async () => {
      const processes = await started;
      started = undefined;
      await processes?.stop();
    },
  };
}

async function newProfile(driverUrl: string): Promise<EngineProfile> {
  const driver = await startBrowser(driverUrl);
  const turns = takeTurns();
  const pages: WebKitPage[] = [];
  return {
    // Neither its driver nor its output tells what is in the console of an ephemeral session.
    console: undefined,
    cookies: () => turns(async () => JSON.stringify(await driver.manage().getCookies())),
    addresses: () => Promise.all(pages.map((page) => page.evaluate(() => location.href))),
    newPage: async () => {
      const page = await turns(async () => {
        // The browser comes with a tab.
        if (pages.length > 0) await driver.switchTo().newWindow('tab');
        return webKitPage(driver, turns, await driver.getWindowHandle());
      });
      pages.push(page);
      return page;
    },
    stopServiceWorkers: async () => {
      const [page] = pages;
      if (!page) throw new Error('Open a page first: a worker is stopped through one.');
      await stopBySpinning(page);
    },
    close: async (failure) => {
      if (failure !== undefined) await report(failure, [], pages);
      await driver.quit();
    },
  };
}

async function startBrowser(driverUrl: string): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation', SHORT_TIMEOUT] },
  });
  const driver = await new Builder().usingServer(driverUrl).withCapabilities(capabilities).build();
  await driver.manage().setTimeouts({ script: SCRIPT_MS, pageLoad: LOAD_MS });
  await driver.manage().window().setRect(WINDOW);
  return driver;
}
