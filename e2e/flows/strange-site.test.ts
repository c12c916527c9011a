import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADA, serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { openFromPlatform } from '../harness/host-page.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startPlatform } from '../harness/platform.js';
import { expectCallBy } from '../harness/page-calls.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { buildStrangeSite } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

const BASE_PATH = '/courses/2026/';
const CALL = `import os, requests
url = f"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me"
print(requests.get(url).status_code)`;

let built: StrangeSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  built = await buildStrangeSite();
  site = await serveSite({ root: built.root, port: SITE_PORT, basePath: BASE_PATH });
  platform = await startPlatform({ siteUrl: site.url });
});
afterAll(async () => {
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop()]);
  await built.remove();
});
beforeEach(async () => {
  profile = await newProfile();
  page = await profile.newPage();
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `strange ${task.name}` : undefined),
);

describe('a site built from the wheel in a folder of its own, served below a path', () => {
  it('signs in standalone', async () => {
    await page.goto(`${site.url}lab/index.html`);
    await untilLab(page);
    const notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, platform);
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200\n');
    await untilStatus(page, 'Ada Example');
  });

  it('is signed in by the platform that embeds it', async () => {
    const frame = await openFromPlatform(page, platform, 'app=lab');
    await untilLab(frame);
    await untilStatus(frame, 'Ada Example');
    const before = platform.received.length;
    await expectCallBy(ADA, frame, platform, '/api/v1/users/me');
    const asked = platform.received
      .slice(before)
      .filter(({ path }) => path.startsWith('/oidc/device'));
    expect(asked).toEqual([]);
  });

  it('passes the check of its build, and keeps the same worker when it is built again', async () => {
    await built.check();
    const worker = join(built.root, 'service-worker.js');
    const before = await readFile(worker);
    await built.build();
    expect(await readFile(worker)).toEqual(before);
  });
});
