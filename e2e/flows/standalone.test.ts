import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { apiCalls } from '../harness/api-calls.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

const DOCUMENTATION = 'list-projects.ipynb';

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html?path=${DOCUMENTATION}`);
  notebook = await Notebook.opened(page, DOCUMENTATION);
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

async function expectNoSecret(): Promise<void> {
  const places = { frame: page, notebooks: [notebook] };
  expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
}

// One kernel for all of it: each goes on from the last.
describe("the documentation's notebook on the standalone site", () => {
  it('runs unmodified after one confirmed code, and holds no token', async () => {
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await notebook.untilDone();

    const text = await notebook.text();
    expect(text).toContain("'name': 'Ada Example'");
    expect(text).toContain('Ada Example: Default');
    await untilStatus(page, 'Ada Example');

    const calls = apiCalls(stack.platform, '/api/');
    expect(calls.map(({ path }) => path)).toContain('/api/2018-10-01/projects');
    for (const call of calls) {
      expect(call.status).toBe(200);
      expect(call.caller).toBe('ada@example.org');
      expect(call.headers.authorization).not.toContain('jlab_');
    }
    await expectNoSecret();
    const identity = await page.evaluate(() => window.jupyterapp.serviceManager.user.identity);
    expect(identity).toMatchObject({ name: 'Ada Example', initials: 'AE' });
  });

  it('carries the session on calls without any header: requests, pyfetch, js.fetch, synchronous XHR', async () => {
    const said = await notebook.execute(`import os, requests, js
from pyodide.http import pyfetch
url = f"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me?by="
by_xhr = js.XMLHttpRequest.new()
by_xhr.open("GET", url + "sync-xhr", False)
by_xhr.send(None)
print(
    requests.get(url + "requests").status_code,
    (await pyfetch(url + "pyfetch")).status,
    (await js.fetch(url + "js-fetch")).status,
    by_xhr.status,
)`);
    expect(said).toBe('200 200 200 200\n');
    const seen = apiCalls(stack.platform, '/api/v1/users/me').filter(({ query }) =>
      query.startsWith('by='),
    );
    expect(seen.map(({ query }) => query).sort()).toEqual([
      'by=js-fetch',
      'by=pyfetch',
      'by=requests',
      'by=sync-xhr',
    ]);
    expect(new Set(seen.map(({ caller }) => caller))).toEqual(new Set(['ada@example.org']));
  });

  it('shows one code also to a user who takes longer than a call waits', async () => {
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
    const before = stack.platform.received.length;
    await notebook.runAll({ wait: false });
    const code = await shownCode(page);
    // The package gives up on its call, and asks for a code of its own: it gets the same one.
    await page.locator('.jp-OutputArea-output', { hasText: code }).waitFor({ timeout: 60_000 });
    await confirmShownCode(page, stack.platform);
    await notebook.untilDone();

    expect(await notebook.text()).toContain('Ada Example: Default');
    const asked = stack.platform.received
      .slice(before)
      .filter(({ path }) => path === '/oidc/device/auth');
    expect(asked).toHaveLength(1);
    await expectNoSecret();
  });
});

it('an answer of the issuer that comes past the worker is given to it after all', async () => {
  const back = await profile.newPage();
  const session = await back.context().newCDPSession(back);
  const pass = (bypass: boolean) => session.send('Network.setBypassServiceWorker', { bypass });
  await session.send('Network.enable');
  await pass(true);
  await back.exposeFunction('endDetour', () => pass(false));
  await back.addInitScript(() => {
    const { serviceWorker } = navigator;
    const find = serviceWorker.getRegistration.bind(serviceWorker);
    serviceWorker.getRegistration = async () => {
      await (window as unknown as { endDetour(): Promise<void> }).endDetour();
      return find();
    };
  });
  const answer = `${stack.siteUrl}auth-bridge/callback?code=unknown&state=unknown`;
  await back.goto(answer);
  // The worker's own word: it knows no such sign-in.
  await back.getByRole('heading', { name: 'Sign-in failed' }).waitFor();
  const served = stack.siteReceived.filter((path) => path.includes('callback?'));
  expect(served).toEqual(['/auth-bridge/callback?code=unknown&state=unknown']);
  await back.close();
});
