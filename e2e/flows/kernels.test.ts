import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { failHeartbeat, untilHeartbeatFailed } from '../harness/fail-heartbeat.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

const CALL = `import os, requests
url = f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me"
headers = {"Authorization": "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]}
print(requests.get(url, headers=headers).status_code)`;
const HANDLE = 'import os\nprint(os.environ["OIDC_ACCESS_TOKEN"])';

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  await failHeartbeat(profile.context);
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  // A hard reload leaves a page without control at first; its kernels are to have it all the same.
  const session = await profile.context.newCDPSession(page);
  const loaded = page.waitForEvent('load');
  await session.send('Page.reload', { ignoreCache: true });
  await loaded;
  notebook = await Notebook.create(page, 'one.ipynb', [
    HANDLE,
    'print(In[1][:9], len(In), "data_from_host" in globals())',
  ]);
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

// One page and one kernel for all of it: each goes on from the last.
describe('a kernel', () => {
  it('is seeded before its first cell, unseen in history and counts', async () => {
    await notebook.runAll();
    const [first, history] = await notebook.cells();
    expect(first?.text).toMatch(/^jlab_[\w-]{43}\n$/);
    expect(history?.text).toBe('import os 3 False\n');
  });

  it("reads and writes the drive and asks for input, where JupyterLite's heartbeat has been given up, too", async () => {
    await untilHeartbeatFailed(page);
    const said = await notebook.execute(`with open("note.txt", "w") as file:
    file.write("kept on the drive")
print(open("note.txt").read())`);
    expect(said).toBe('kept on the drive\n');
    const asking = await Notebook.create(page, 'stock.ipynb', [
      'print("hello " + input("name? "))',
    ]);
    await asking.runAll({ wait: false });
    // The kernel may still have to boot.
    await page.locator('.jp-Stdin-input').fill('Ada', { timeout: 90_000 });
    await page.locator('.jp-Stdin-input').press('Enter');
    await asking.untilDone();
    const [input] = await asking.cells();
    expect(input?.text).toContain('hello Ada');
    expect(
      await page.evaluate(() => fetch('/api/service-worker-heartbeat').then((r) => r.text())),
    ).toBe('ok');
  });

  it('shares the session with another notebook, under a handle of its own', async () => {
    const other = await Notebook.opened(page, 'stock.ipynb');
    const called = notebook.execute(CALL);
    await confirmShownCode(page, stack.platform);
    expect([await called, await other.execute(CALL)]).toEqual(['200\n', '200\n']);
    expect(await notebook.execute(HANDLE)).not.toBe(await other.execute(HANDLE));
    const calls = apiCalls(stack.platform, '/api/v1/users/me');
    expect(new Set(calls.map(({ caller }) => caller))).toEqual(new Set(['ada@example.org']));
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
  });
});

describe('a sign-in', () => {
  it('started by the kernel helper ends with the user, and sign_out ends the session', async () => {
    const revocations = () =>
      stack.platform.received.filter(({ path }) => path === '/oidc/token/revocation').length;
    const before = revocations();
    const signedIn = notebook.execute(`
from jupyterlite_auth import authenticate, current_user, status, sign_out
user = await authenticate()
print(user.name, current_user().username)`);
    await confirmShownCode(page, stack.platform);
    expect(await signedIn).toContain('Ada Example ada');
    const again = await notebook.execute(`
from utils.auth import authenticate as platform_authenticate
await platform_authenticate()
print(status().state)`);
    expect(again).toContain('signed-in');
    const out = `old = os.environ["OIDC_ACCESS_TOKEN"]
print(sign_out().state, os.environ["OIDC_ACCESS_TOKEN"] != old)`;
    expect(await notebook.execute(out)).toBe('signed-out True\n');
    await untilStatus(page, 'Sign in to Mat3ra');
    expect(revocations()).toBeGreaterThan(before);
  });

  it('that the user closes gives the waiting call its 401 at once, in words', async () => {
    const before = stack.platform.received.length;
    const said = notebook.execute(
      `${CALL}\nanswer = requests.get(url)\nprint(answer.headers["content-type"], answer.json()["detail"])`,
    );
    await shownCode(page);
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    expect(await said).toContain(
      '401\napplication/problem+json The sign-in to Mat3ra was cancelled.',
    );
    // The worker's own answer: the API was asked nothing.
    const asked = stack.platform.received.slice(before);
    expect(asked.filter(({ path }) => path.startsWith('/api/'))).toEqual([]);
  });
});
