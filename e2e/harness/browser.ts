import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/e2e-site.mjs';

/** A browser profile of its own, and all that its pages and workers wrote to the console. */
export interface Profile {
  readonly context: BrowserContext;
  /** Console lines of every page and worker, from the profile's start. */
  readonly console: readonly string[];
  newPage(): Promise<Page>;
  /** Closes it; with a name, takes a picture of each page first, for who looks into a failure. */
  close(failure?: string): Promise<void>;
}

const REPORTS = '.build/reports';
const VIEWPORT = { width: 1280, height: 800 };

let launched: Promise<Browser> | undefined;

/**
 * A fresh profile in Debian's Chromium; the browser itself is shared by the tests of a file.
 * With `windows` pages may open some.
 */
export async function newProfile({ windows = false } = {}): Promise<Profile> {
  launched ??= chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const browser = await launched;
  const context = await browser.newContext({ viewport: VIEWPORT });
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
    newPage: () => context.newPage(),
    close: async (failure) => {
      if (failure !== undefined) await takePictures(context, failure, lines);
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

async function takePictures(
  context: BrowserContext,
  name: string,
  lines: readonly string[],
): Promise<void> {
  const file = join(REPORTS, name.replace(/\W+/g, '-').slice(0, 80));
  await mkdir(REPORTS, { recursive: true });
  await writeFile(`${file}.log`, lines.join('\n'));
  for (const [i, page] of context.pages().entries()) {
    await page.screenshot({ path: `${file}-${i}.png`, timeout: 5_000 }).catch(() => undefined);
  }
}
