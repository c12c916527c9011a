import { writeFile } from 'node:fs/promises';
import puppeteer, { TimeoutError } from 'puppeteer-core';
import type { Browser, BrowserContext, Frame, Page } from 'puppeteer-core';
import { FIREFOX } from '../../scripts/lib/browsers.mjs';
import { report } from '../harness/report.js';
import type { UserFrame } from '../harness/script-frame.js';
import { callSource } from './call-source.js';
import type { Engine, EnginePage, EngineProfile } from './engine.js';
import { leaveWorkersAlone, reloadPastCaches, stopFirefoxWorkers } from './privileged-firefox.js';
import { VISIBLE } from '../harness/visible.js';

const VIEWPORT = { width: 1280, height: 800 };
const LOAD_MS = 60_000;
const BACK_MS = 10_000;
/** A script in the page may run as long as a notebook (ms). */
const SCRIPT_MS = 300_000;
const POLL_MS = 100;

const PREFERENCES = {
  // The driver's default lets pages open windows by themselves; users have them blocked.
  'dom.disable_open_during_load': true,
  // The console of workers too, on the process's output.
  'devtools.console.stdout.content': true,
};

/** Debian's Firefox ESR, driven over WebDriver BiDi. Profiles are its containers. */
export function firefoxEngine(): Engine {
  let launched: Promise<Browser> | undefined;
  const lines: string[] = [];
  return {
    name: 'firefox',
    newProfile: async () => {
      launched ??= launch(lines);
      const browser = await launched;
      return engineProfile(await browser.createBrowserContext(), lines);
    },
    close: async () => {
      const browser = await launched;
      launched = undefined;
      await browser?.close();
    },
  };
}

async function launch(lines: string[]): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: !VISIBLE,
    // Privileged scripts: no other way to stop a service worker, nor to leave workers alone.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: PREFERENCES,
    protocolTimeout: SCRIPT_MS,
    defaultViewport: VIEWPORT,
  });
  const keep = (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean));
  browser.process()?.stdout?.on('data', keep);
  browser.process()?.stderr?.on('data', keep);
  await leaveWorkersAlone(browser);
  return browser;
}

function engineProfile(context: BrowserContext, allLines: readonly string[]): EngineProfile {
  const start = allLines.length;
  const lines = () => allLines.slice(start);
  return {
    get console() {
      return lines();
    },
    cookies: async () => JSON.stringify(await context.cookies()),
    addresses: async () => (await context.pages()).map((page) => page.url()),
    newPage: async () => enginePage(await context.newPage()),
    openedBy: async (action) => {
      const before = new Set(await context.pages());
      // Frames and workers are targets as well.
      const opening = new Promise<Page>((resolve) => {
        const look = async () => {
          const page = (await context.pages()).find((each) => !before.has(each));
          if (!page) return;
          context.off('targetcreated', onTarget);
          resolve(page);
        };
        const onTarget = () => void look();
        context.on('targetcreated', onTarget);
      });
      await action();
      return enginePage(await opening);
    },
    stopServiceWorkers: () => stopFirefoxWorkers(context.browser()),
    close: async (failure) => {
      if (failure !== undefined) {
        await report(failure, lines(), (await context.pages()).map(pictured));
      }
      await context.close();
    },
  };
}

/** The driver wants to know the picture's format from the very type of the path. */
function pictured(page: Page) {
  return {
    screenshot: async ({ path }: { path: string }) =>
      writeFile(path, await page.screenshot({ type: 'png' })),
  };
}

function enginePage(page: Page): EnginePage {
  const shown: string[] = [];
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) shown.push(frame.url());
  });
  return {
    ...userFrame(page.mainFrame()),
    shown,
    goto: (url) => page.goto(url, { waitUntil: 'domcontentloaded', timeout: LOAD_MS }),
    reload: () => page.reload({ waitUntil: 'domcontentloaded', timeout: LOAD_MS }),
    reloadHard: async () => {
      await page.bringToFront();
      const loaded = page.waitForNavigation({ waitUntil: 'domcontentloaded', timeout: LOAD_MS });
      await reloadPastCaches(page.browser());
      await loaded;
    },
    back: async () => {
      const left = page.goBack({ waitUntil: 'domcontentloaded', timeout: BACK_MS });
      // The driver misses the load of a page that goes on elsewhere by itself.
      await left.catch((error: unknown) => {
        if (!(error instanceof TimeoutError)) throw error;
      });
    },
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
    isClosed: () => Promise.resolve(page.isClosed()),
    frame: async (selector) => {
      const element = await page.waitForSelector(selector);
      const frame = await element?.contentFrame();
      if (!frame) throw new Error(`${selector} is no frame`);
      return userFrame(frame);
    },
  };
}

function userFrame(frame: Frame): UserFrame {
  return {
    evaluate: async <R, A>(script: (arg: A) => R | Promise<R>, arg?: A) =>
      (await frame.evaluate(callSource(script, arg))) as R,
    waitForFunction: (script, arg, { timeout = LOAD_MS, polling = POLL_MS } = {}) =>
      frame.waitForFunction(callSource(script, arg), { timeout, polling }),
    click: (selector) => frame.locator(selector).click(),
    fill: (selector, text) => frame.locator(selector).fill(text),
  };
}
