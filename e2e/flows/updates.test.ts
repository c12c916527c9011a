import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { NO_AUTH, buildStrangeSite, demoAuth } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

const CALL = `import os, requests
url = f"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me"
print(requests.get(url).status_code)`;
const STOCK = `from pathlib import Path
Path("kept.txt").write_text("by the kernel")
print(Path("kept.txt").read_text())`;

let built: StrangeSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  built = await buildStrangeSite();
  site = await serveSite({ root: built.root, port: SITE_PORT });
  platform = await startDevPlatform({ port: PLATFORM_PORT, siteUrl: site.url });
});
afterAll(async () => {
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop()]);
  await built.remove();
});
beforeEach(async () => {
  profile = await newProfile();
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `updates ${task.name}` : undefined),
);

async function openLab({ wait = true } = {}): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${site.url}lab/index.html`);
  if (wait) await untilLab(opened);
  return opened;
}

async function signedIn(cell: string): Promise<Notebook> {
  const notebook = await Notebook.create(page, 'call.ipynb', [cell]);
  await notebook.runAll({ wait: false });
  await confirmShownCode(page, platform);
  await notebook.untilDone();
  expect(await notebook.text()).toBe('200\n');
  return notebook;
}

const relabelled = async (label: string) => {
  const auth = await demoAuth();
  Object.assign((auth as { providers: { platform: object } }).providers.platform, { label });
  return auth;
};

describe('a site that is updated while a notebook runs', () => {
  it('goes on with its session in both tabs, and says what to do in the older one', async () => {
    page = await openLab();
    const notebook = await signedIn(CALL);
    const codes = apiCalls(platform, '/oidc/device').length;

    await built.build(await relabelled('Mat3ra of today'));
    const newer = await openLab();
    await untilStatus(newer, 'Ada Example');

    await page.bringToFront();
    await page.getByText('This site was updated. Running notebooks go on').waitFor();
    expect(await notebook.execute(CALL)).toBe('200\n');
    expect(await notebook.execute(STOCK)).toBe('by the kernel\n');
    expect(apiCalls(platform, '/oidc/device')).toHaveLength(codes);

    await page.getByRole('button', { name: 'Reload' }).click();
    await page.waitForEvent('load');
    await untilLab(page);
    await untilStatus(page, 'Ada Example');
    const again = await Notebook.create(page, 'again.ipynb', [CALL]);
    await again.runAll();
    expect(await again.text()).toBe('200\n');
    expect(await page.getByText('This site was updated.').count()).toBe(0);
  });
});

describe('a page that is newer than the worker', () => {
  it('has it updated, and says so', async () => {
    page = await openLab();
    const path = join(built.root, 'service-worker.js');
    const older = await readFile(path);
    await built.build(await relabelled('Mat3ra of tomorrow'));
    const newer = await readFile(path);
    await writeFile(path, older);
    await profile.context.addInitScript(() => {
      const { prototype } = ServiceWorkerRegistration;
      const update = Object.getOwnPropertyDescriptor(prototype, 'update')?.value as () => unknown;
      Object.assign(prototype, {
        async update(this: ServiceWorkerRegistration) {
          await new Promise<void>((resolve) => Object.assign(window, { goOn: resolve }));
          return update.call(this);
        },
      });
    });
    page = await openLab({ wait: false });
    await page.waitForFunction(() => 'goOn' in window);
    await writeFile(path, newer);
    await page.evaluate(() => (window as unknown as { goOn: () => void }).goOn());
    await page.getByText('The sign-in service of this site was updated.').waitFor();
    await untilStatus(page, 'Sign in to Mat3ra of tomorrow');
  });

  it('says that it has to be reloaded where no newer worker comes', async () => {
    const path = join(built.root, 'service-worker.js');
    const older = await readFile(path);
    await built.build(await relabelled('Mat3ra of next week'));
    await writeFile(path, older);
    page = await openLab();
    await page.getByText('This site was updated. Running notebooks go on').waitFor();
    await untilStatus(page, 'Sign in to Mat3ra of tomorrow');
  });
});

/** The page of a site without the bridge: nothing of it is seen, and kernels run. */
async function isPlain(path: string): Promise<void> {
  const notebook = await Notebook.create(page, path, [STOCK]);
  await notebook.runAll();
  expect(await notebook.text()).toBe('by the kernel\n');
  expect(await page.locator('.jp-AuthBridge-statusButton').count()).toBe(0);
  expect(await page.locator('.Toastify__toast').count()).toBe(0);
}

describe('a site that gets the bridge', () => {
  it('is plain JupyterLite before, and signs in after', async () => {
    await built.build(NO_AUTH);
    page = await openLab();
    await isPlain('before.ipynb');
    await built.build(await demoAuth());
    await page.reload();
    await untilLab(page);
    const notebook = await signedIn(CALL);
    expect(await notebook.execute(STOCK)).toBe('by the kernel\n');
  });
});

describe('a site that loses the bridge', () => {
  it('is plain JupyterLite after', async () => {
    page = await openLab();
    await untilStatus(page, 'Sign in to Mat3ra');
    await built.build(NO_AUTH);
    await page.reload();
    await untilLab(page);
    await isPlain('after.ipynb');
  });
});
