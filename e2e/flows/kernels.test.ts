import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
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

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await closeBrowser();
  await stack.stop();
});

async function openLab(): Promise<void> {
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
}

describe('a kernel', () => {
  beforeEach(openLab);
  afterEach(({ task }) =>
    profile.close(task.result?.state === 'fail' ? `kernels ${task.name}` : undefined),
  );

  it('is seeded before its first cell, unseen in history and counts', async () => {
    const notebook = await Notebook.create(page, 'seeded.ipynb', [
      HANDLE,
      'print(In[1][:9], len(In), "data_from_host" in globals())',
    ]);
    await notebook.runAll();
    const [first, history] = await notebook.cells();
    expect(first?.text).toMatch(/^jlab_[\w-]{43}\n$/);
    expect(history?.text).toBe('import os 3 False\n');
  });

  it('shares the session with another notebook, under a handle of its own', async () => {
    const one = await Notebook.create(page, 'one.ipynb', [HANDLE, CALL]);
    await one.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await one.untilDone();
    const two = await Notebook.create(page, 'two.ipynb', [HANDLE, CALL]);
    await two.runAll();

    const [[handleOne, callOne], [handleTwo, callTwo]] = await Promise.all([
      one.cells(),
      two.cells(),
    ]);
    expect([callOne?.text, callTwo?.text]).toEqual(['200\n', '200\n']);
    expect(handleOne?.text).not.toBe(handleTwo?.text);
    const calls = apiCalls(stack.platform, '/api/v1/users/me');
    expect(new Set(calls.map(({ caller }) => caller))).toEqual(new Set(['ada@example.org']));
  });

  it("reads and writes the drive and asks for input, as with JupyterLite's own worker", async () => {
    const notebook = await Notebook.create(page, 'stock.ipynb', [
      'with open("note.txt", "w") as file:\n    file.write("kept on the drive")\nprint(open("note.txt").read())',
      'print("hello " + input("name? "))',
    ]);
    await notebook.runAll({ wait: false });
    // The kernel may still have to boot.
    await page.locator('.jp-Stdin-input').fill('Ada', { timeout: 90_000 });
    await page.locator('.jp-Stdin-input').press('Enter');
    await notebook.untilDone();
    const [file, input] = await notebook.cells();
    expect(file?.text).toBe('kept on the drive\n');
    expect(input?.text).toContain('hello Ada');
    expect(
      await page.evaluate(() => fetch('/api/service-worker-heartbeat').then((r) => r.text())),
    ).toBe('ok');
  });
});

// One kernel for all of it: each goes on from the last.
describe('a sign-in', () => {
  let notebook: Notebook;

  beforeAll(async () => {
    await openLab();
    notebook = await Notebook.create(page, 'sign-in.ipynb', ['import requests']);
    await notebook.runAll();
  });
  afterAll(() => profile.close());

  it('started by the kernel helper ends with the user, and sign_out ends the session', async () => {
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
    expect(await notebook.execute('print(sign_out().state)')).toBe('signed-out\n');
    await untilStatus(page, 'Sign in to Mat3ra');
    const revoked = stack.platform.received.filter(({ path }) => path === '/oidc/token/revocation');
    expect(revoked.length).toBeGreaterThan(0);
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

  it('that is denied says so and offers a new code', async () => {
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
    const first = await shownCode(page);
    await stack.platform.denyDevice(first);
    await page.getByText('The sign-in to Mat3ra was denied').first().waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Get a new code' }).click();
    const second = await shownCode(page);
    expect(second).not.toBe(first);
    await confirmShownCode(page, stack.platform);
    await untilStatus(page, 'Ada Example');
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
  });
});
