import { chromium } from 'playwright-core';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/e2e-site.mjs';
import { IN_PAGES, fixClock } from './fixed-clock.js';
import { onlyTheseFonts } from './fonts.js';

/** Of a window (CSS px). */
export const [WIDE, HEIGHT] = [1280, 1100];
/** Where a state does not come, the next one will not either (ms). */
export const SLOW = { timeout: 20_000 };

/** Notifications stay, as it is an animation's end that takes them away, and nothing is on its way. */
const STILL = `.Toastify__progress-bar { animation-play-state: paused !important; }
.Toastify--animate, .Toastify--animate-icon { animation-duration: 1ms !important; }
*, ::before, ::after { transition: none !important; }`;

/** Starts a browser that finds the sites by these rules; each context is one that is new to them. */
export async function openBrowser(rules: readonly string[]) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    env: { ...process.env, ...(await onlyTheseFonts()) },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--js-flags=--no-wasm-tier-up',
      `--host-resolver-rules=${rules.join(', ')}`,
      // As letters are drawn depends on nothing of the machine's.
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
  });
  return {
    newContext: async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({
        ...options,
        locale: 'en-GB',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        viewport: { width: WIDE, height: HEIGHT },
      });
      context.setDefaultTimeout(SLOW.timeout);
      await context.addInitScript(fixClock(IN_PAGES));
      return context;
    },
    close: () => browser.close(),
  };
}

/** A page in which nothing moves. */
export async function stillPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript((still) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(still);
    document.adoptedStyleSheets = [sheet];
  }, STILL);
  return page;
}
