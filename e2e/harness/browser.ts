import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/e2e-site.mjs';
import type { SearchableProfile } from './find-secrets.js';
import { report } from './report.js';
import { VISIBLE } from './visible.js';

/** A browser profile of its own, and all that its pages and workers wrote to the console. */
export interface Profile extends SearchableProfile {
  readonly context: BrowserContext;
  readonly console: readonly string[];
  newPage(): Promise<Page>;
  /** Closes it; with a name, takes a picture of each page first, for who looks into a failure. */
  close(failure?: string): Promise<void>;
}

const VIEWPORT = { width: 1280, height: 800 };
/** Against what hangs; a busy machine takes its time (ms). */
const STATE_MS = 60_000;
const LOAD_MS = 90_000;

/** In the place of Playwright's own list, which has the partitioning of storage by top-level site in it. */
const PARTITIONED = '--disable-features=DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter';

let launched: Promise<Browser> | undefined;

/**
 * A fresh profile in Debian's Chromium; the browser itself is shared by the tests of a file.
 * With `windows` pages may open some; `partitioned` gives frames of other sites a storage of their
 * own, and `keepsPages` keeps pages that are left, both as users have it (all profiles of a test
 * file have it, or none).
 */
export async function newProfile({
  windows = false,
  partitioned = false,
  keepsPages = false,
} = {}): Promise<Profile> {
  launched ??= chromium.launch({
    executablePath: CHROMIUM,
    headless: !VISIBLE,
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      // A fifth of a kernel's start goes into code that is faster in the end: tests end before.
      '--js-flags=--no-wasm-tier-up',
      ...(partitioned ? [PARTITIONED] : []),
    ],
  });
  const browser = await launched;
  const context = await browser.newContext({ viewport: VIEWPORT });
  context.setDefaultTimeout(STATE_MS);
  context.setDefaultNavigationTimeout(LOAD_MS);
  // A notebook's window.open without a click is blocked for users. Here each evaluation counts as
  // a click, and a pop-up that Playwright attaches to stops the kernels of its opener.
  if (!windows) {
    await context.addInitScript(() => {
      window.open = () => null;
    });
  }
  const lines: string[] = [];
  context.on('console', (message: ConsoleMessage) => lines.push(message.text()));
  context.on('weberror', (error) => lines.push(String(error.error())));
  return {
    context,
    console: lines,
    cookies: async () => JSON.stringify(await context.cookies()),
    addresses: () => Promise.resolve(context.pages().map((page) => page.url())),
    newPage: () => context.newPage(),
    close: async (failure) => {
      if (failure !== undefined) await report(failure, lines, context.pages());
      await context.close();
    },
  };
}

/** Ends the browser that `newProfile` started. */
export async function closeBrowser(): Promise<void> {
  const browser = await launched;
  launched = undefined;
  await browser?.close();
}
