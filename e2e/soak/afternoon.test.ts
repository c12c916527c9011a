import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { expectRefreshedOnceEach } from '../harness/refreshes.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

/** Tokens of 5 s: a notebook of an afternoon in half a minute. */
const SHORT = 5;

let stack: Stack;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  stack = await startStack({ accessTokenSeconds: SHORT });
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

it('no call fails and no kernel is restarted, over many lives of a token', async () => {
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
  await confirmShownCode(page, stack.platform);
  await untilStatus(page, 'Ada Example');
  const notebook = await Notebook.create(page, 'afternoon.ipynb', [
    `import asyncio, os, requests, time
from collections import Counter
url = f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me"
end, seen = time.time() + ${SHORT * 6}, Counter()
while time.time() < end:
    seen[requests.get(url).status_code] += 1
    await asyncio.sleep(0.5)
print(dict(seen))`,
  ]);
  await notebook.runAll();
  expect(await notebook.text()).toMatch(/^\{200: \d+\}\n$/);
  const refreshes = stack.platform.received.filter(
    ({ path, body }) => path === '/oidc/token' && body?.grant_type === 'refresh_token',
  );
  expectRefreshedOnceEach(refreshes, 4);
});
