import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { PYODIDE, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { SLOW_MS } from '../engines/use-engine.js';
import { apiCalls } from '../harness/api-calls.js';
import { askWorker } from '../harness/ask-worker.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { holdUpdate, letUpdate, untilHeld } from '../harness/hold-update.js';
import { inOrder } from '../harness/in-order.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startPlatform } from '../harness/platform.js';
import { installOlderWheel } from '../harness/older-wheel.js';
import type { OlderWheel } from '../harness/older-wheel.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { demoAuth } from '../harness/demo-auth.js';
import { NO_AUTH, buildStrangeSite } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

const CALL = `import os, requests
url = f"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me"
print(requests.get(url).status_code)`;
const STOCK = `from pathlib import Path
Path("kept.txt").write_text("by the kernel")
print(Path("kept.txt").read_text())`;

let wheel: OlderWheel;
let built: StrangeSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;
/** The worker of the last build, before it is put onto the web host. */
let newer: Buffer;

beforeAll(async () => {
  wheel = await installOlderWheel();
  built = await buildStrangeSite(NO_AUTH, { jupyter: wheel.jupyter, pyodide: PYODIDE });
  site = await serve();
  platform = await startPlatform({ siteUrl: site.url });
  profile = await newProfile();
  page = await openLab();
}, SLOW_MS);
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop()]);
  await Promise.all([built.remove(), wheel.remove()]);
});

const serve = () => serveSite({ root: built.root, port: SITE_PORT });

async function openLab(): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${site.url}lab/index.html`);
  await untilLab(opened);
  return opened;
}

/** Loads the page anew, without the notebooks that were open: each would start its kernel. */
async function loadAnew(): Promise<void> {
  await page.goto(`${site.url}lab/index.html?reset`);
  await untilLab(page);
}

/** The page of a site without the bridge: nothing of it is seen, and kernels run. */
async function isPlain(path: string): Promise<void> {
  const notebook = await Notebook.create(page, path, [STOCK]);
  await notebook.runAll();
  expect(await notebook.text()).toBe('by the kernel\n');
  expect(await page.locator('.jp-AuthBridge-statusButton').count()).toBe(0);
  expect(await page.locator('.Toastify__toast').count()).toBe(0);
}

/** Of the worker that answers the page. */
async function workerBuild(page: Page): Promise<string> {
  const { state } = await askWorker(page, { type: 'auth-bridge:get-state' });
  return state.build;
}

/** What the page has of the bridge's, and how much of the older wheel. */
function partsOf(page: Page) {
  return page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    return {
      registrations: registrations.length,
      waiting: registrations.filter(({ waiting }) => waiting).length,
      older: loaded.filter((url) => url.includes('older')).length,
    };
  });
}

// One browser for all of it.
describe('a site', { timeout: SLOW_MS }, () => {
  let notebook: Notebook;

  inOrder({
    'that has the wheel and no auth.json is plain JupyterLite': async () => {
      await isPlain('before.ipynb');
    },

    "that gets the bridge signs in after a reload, also where JupyterLite's own worker hangs":
      async () => {
        // It waits for the answer of a page that is gone, and keeps newer workers from taking over.
        await page.evaluate(() => {
          void fetch('/api/drive', { method: 'POST', body: '{"browsingContextId":"gone"}' });
        });
        await built.build(await demoAuth());
        await page.goto(`${site.url}lab/index.html?reset`);
        await untilStatus(page, 'Sign in to Mat3ra');
        await untilLab(page);
        notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
        await notebook.runAll({ wait: false });
        await confirmShownCode(page, platform);
        await notebook.untilDone();
        expect(await notebook.text()).toBe('200\n');
        expect(await notebook.execute(STOCK)).toBe('by the kernel\n');
      },

    'whose wheel is upgraded while a notebook runs goes on with its session in both tabs':
      async () => {
        const codes = apiCalls(platform, '/oidc/device').length;
        const older = await workerBuild(page);
        expect((await partsOf(page)).older).toBe(1);
        await wheel.upgrade();
        await built.build();
        const other = await openLab();
        await untilStatus(other, 'Ada Example');
        // The older worker answers first; the tab then asks for the newer one.
        await expect.poll(() => workerBuild(other)).not.toBe(older);
        await other.close();

        await page.bringToFront();
        await page.getByText('This site has a new version. Your notebooks keep running.').waitFor();
        expect(await notebook.execute(CALL)).toBe('200\n');
        expect(await notebook.execute(STOCK)).toBe('by the kernel\n');
        const loaded = page.waitForEvent('load');
        await page.getByRole('button', { name: 'Reload' }).click();
        await loaded;
        await untilLab(page);
        await untilStatus(page, 'Ada Example');
        expect(await page.getByText('This site has a new version.').count()).toBe(0);
        expect(apiCalls(platform, '/oidc/device')).toHaveLength(codes);

        const build = await workerBuild(page);
        expect(build).not.toBe(older);
        const script = await readFile(join(built.root, 'service-worker.js'), 'utf8');
        expect(script).toContain(`build:${build} */`);
        expect(await partsOf(page)).toEqual({ registrations: 1, waiting: 0, older: 0 });
      },

    'says that its page has to be reloaded where no newer worker comes': async () => {
      const path = join(built.root, 'service-worker.js');
      const older = await readFile(path);
      // The browser may look for a newer worker at any time: it is not to find this one.
      await site.stop();
      await built.build(await demoAuth({ label: 'Mat3ra of tomorrow' }));
      newer = await readFile(path);
      await writeFile(path, older);
      site = await serve();
      await loadAnew();
      await page.getByText('This site has a new version. Your notebooks keep running.').waitFor();
      await untilStatus(page, 'Ada Example');
    },

    'has an older worker updated, and says so': async () => {
      await holdUpdate(profile.context);
      await page.reload();
      await untilHeld(page);
      await writeFile(join(built.root, 'service-worker.js'), newer);
      await letUpdate(page);
      await page.getByText('This site was updated.').waitFor();
      await untilStatus(page, 'Ada Example');
    },

    'that loses the bridge is plain JupyterLite after a reload': async () => {
      await built.build(NO_AUTH);
      await loadAnew();
      await isPlain('after.ipynb');
    },
  });
});
