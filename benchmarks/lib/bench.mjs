import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/browsers.mjs';
import { buildSites, variants } from './sites.mjs';

/**
 * What the measures work with.
 *
 * @typedef {object} Bench
 * @property {MockProvider} issuer
 * @property {string} api origin of the API
 * @property {Readonly<Record<Variant, string>>} origins of the sites, by variant
 * @property {Readonly<Record<Variant, Page>>} pages signed in, where the variant does that
 * @property {import('playwright-core').Browser} browser
 */

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {typeof VARIANTS[number]} Variant
 */

export const VARIANTS = /** @type {const} */ (['none', 'stock', 'floor', 'peer', 'ours']);

/** Whoever has no worker that attaches a token sends one of its own. */
const OWN = { headers: { authorization: 'Bearer own' } };
export const OPTIONS = { none: OWN, stock: OWN, floor: {}, peer: {}, ours: {} };

/**
 * Starts servers, browser and pages.
 *
 * @param {(bench: Bench) => Promise<void>} work
 */
export async function withBench(work) {
  const issuer = await MockProvider.start({ clientId: 'bench', hostname: 'localhost' });
  const servers = fork(fileURLToPath(new URL('serve.mjs', import.meta.url)));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    // The API's address is part of the sites, and its server of the same process as theirs.
    const pending = await variants(issuer.issuer, 'http://api.invalid');
    servers.send({ sites: pending.sites });
    const [{ sites: origins, api }] = await once(servers, 'message');
    const { files } = await variants(issuer.issuer, api);
    servers.send({ files });
    await once(servers, 'message');
    await buildSites(issuer.issuer, api);
    const open = (/** @type {Variant} */ name) => openPage(browser, origins[name]);
    const [none, stock, floor] = [await open('none'), await open('stock'), await open('floor')];
    const pages = { none, stock, floor, peer: await open('peer'), ours: await open('ours') };
    await work({ issuer, api, origins, pages, browser });
  } finally {
    await browser.close();
    servers.disconnect();
    await issuer.stop();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 */
async function openPage(browser, origin) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => process.stderr.write(`${origin}: ${error.message}\n`));
  await page.goto(`${origin}/bench/page.html`);
  await page.waitForFunction(() => 'isReady' in globalThis, undefined, { timeout: 60_000 });
  return page;
}

/**
 * @param {Page} page
 * @param {object} message for the caller
 * @returns {Promise<any>} its answer (pages/caller.js)
 */
export function call(page, message) {
  return page.evaluate(
    (message) => /** @type {any} */ (globalThis).call(message),
    /** @type {any} */ (message),
  );
}

/**
 * @param {readonly Variant[]} names
 * @returns {Record<string, number[]>} an empty column for each
 */
export function columnsOf(names) {
  return Object.fromEntries(names.map((name) => [name, []]));
}
