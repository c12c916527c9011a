/**
 * Takes the pictures of README.md from the running product, on the site that
 * `npm test` has built: `node scripts/take-pictures.mjs`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM, PLATFORM_PORT, SITE_PORT, SITE_ROOT, SITE_URL } from './lib/e2e-site.mjs';
import { ROOT } from './lib/paths.mjs';

const IMAGES = join(ROOT, 'docs', 'images');
const NOTEBOOK = 'list-projects.ipynb';
const SLOW = { timeout: 90_000 };

// Imported late: both are there only after set-up.
const { chromium } = await import('playwright-core');
const { ADA, serveSite, startDevPlatform } = await import('@jupyterlite-auth-bridge/dev-platform');

const platform = await startDevPlatform({ port: PLATFORM_PORT, siteUrl: SITE_URL });
const site = await serveSite({ root: SITE_ROOT, port: SITE_PORT });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  await mkdir(IMAGES, { recursive: true });
  await standalone();
  await fromPlatform();
} finally {
  await browser.close();
  await Promise.all([site.stop(), platform.stop()]);
}

async function standalone() {
  const page = await newPage({ width: 1100, height: 720 });
  await page.goto(`${SITE_URL}lab/index.html?path=${NOTEBOOK}`);
  await runAll(page);
  await page.locator('.jp-AuthBridge-code').waitFor(SLOW);
  await picture(page, 'sign-in');
  await page.context().close();
}

async function fromPlatform() {
  const page = await newPage({ width: 1280, height: 720 });
  await page.goto(`${platform.origin}/notebooks?path=${NOTEBOOK}`);
  await page.getByLabel('E-mail').fill(ADA.email);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const frame = page.frameLocator('iframe#notebooks');
  const element = await page.waitForSelector('iframe#notebooks');
  const embedded = await element.contentFrame();
  if (embedded) await runAll(embedded);
  await frame.locator('.jp-OutputArea-output', { hasText: 'Example: Default' }).waitFor(SLOW);
  await picture(page, 'from-platform');
  await page.context().close();
}

/** @param {{ width: number, height: number }} viewport */
async function newPage(viewport) {
  const context = await browser.newContext({ viewport });
  await context.addInitScript(() => {
    window.open = () => null;
  });
  return context.newPage();
}

/** @param {import('playwright-core').Page | import('playwright-core').Frame} frame */
async function runAll(frame) {
  const app = 'window.jupyterapp';
  const kernel = `${app}?.shell.currentWidget?.sessionContext?.session?.kernel`;
  await frame.waitForFunction(kernel, undefined, SLOW);
  await frame.evaluate(`void ${app}.commands.execute('notebook:run-all-cells')`);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function picture(page, name) {
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}
