import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

/** Kernels start meanwhile (ms). */
const SLOW = { timeout: 90_000 };
const ME = '/api/v1/users/me';
const CALL = `import os, requests
print(requests.get(f"http://localhost:{os.environ['API_PORT']}${ME}").json()["data"]["name"])`;

let stack: Stack;
let profile: Profile;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

async function open(path: string): Promise<Page> {
  const page = await profile.newPage();
  await page.goto(stack.siteUrl + path);
  return page;
}

const printed = (page: Page) => page.locator('.jp-OutputArea-output', { hasText: 'Ada' });

// One session for all of them, from the first's sign-in on.
describe("JupyterLite's other applications", () => {
  it('the REPL asks for the sign-in with its first call, which then succeeds', async () => {
    const page = await open(`repl/index.html?kernel=python&code=${encodeURIComponent(CALL)}`);
    await confirmShownCode(page, stack.platform);
    await printed(page).waitFor(SLOW);
    expect(apiCalls(stack.platform, ME).map(({ status }) => status)).toEqual([200]);
    await page.close();
  });

  it('a console has the session', async () => {
    const page = await open('consoles/index.html');
    await page.waitForFunction(() => 'jupyterapp' in window, undefined, SLOW);
    await untilStatus(page, 'Ada Example');
    await page.evaluate(async (code) => {
      const { commands } = window.jupyterapp;
      await commands.execute('console:create', {
        path: 'one',
        activate: true,
        kernelPreference: { name: 'python', shouldStart: true },
      });
      await commands.execute('console:inject', { path: 'one', code });
    }, CALL);
    await printed(page).waitFor(SLOW);
    await page.close();
  });

  it('a notebook of the notebook application has it, and says so', async () => {
    const page = await open('notebooks/index.html?path=list-projects.ipynb');
    const notebook = await Notebook.opened(page, 'list-projects.ipynb');
    await untilStatus(page, 'Ada Example');
    expect(await notebook.execute(CALL)).toContain('Ada');
    await page.locator('.jp-AuthBridge-statusButton').click();
    await page.locator('.jp-AuthBridge-dialog').getByText('Ada Example').first().waitFor();
    await page.close();
  });
});
