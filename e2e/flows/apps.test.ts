import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../harness/accessibility.js';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

/** A kernel starts meanwhile (ms). */
const SLOW = { timeout: 60_000 };
const ME = '/api/v1/users/me';
const call = (from: string) => `import os, requests
url = f"http://localhost:{os.environ['API_PORT']}${ME}?from=${from}"
print('said', requests.get(url).status_code)`;

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

const untilPrinted = (page: Page) =>
  page.locator('.jp-OutputArea-output', { hasText: /^said 200/ }).waitFor(SLOW);
const said = (from: string) =>
  apiCalls(stack.platform, ME)
    .filter(({ query }) => query.includes(`from=${from}`))
    .map(({ status }) => status);

// One session for all of them, from the first's sign-in on.
describe("JupyterLite's other applications", () => {
  // A browser's first visit: JupyterLite makes its stores while the kernel starts.
  it('the REPL asks with its first call, which then succeeds, and has a bar and the panel', async () => {
    const page = await open(
      `repl/index.html?kernel=python&code=${encodeURIComponent(call('repl'))}`,
    );
    await confirmShownCode(page, stack.platform);
    await untilPrinted(page);
    expect(said('repl')).toEqual([200]);
    await untilStatus(page, 'Ada Example');
    await page.getByRole('button', { name: 'Show activity' }).waitFor({ state: 'detached' });
    const isBelowPrompt = async () => {
      const [bar, prompt] = await Promise.all(
        ['.jp-AuthBridge-bar', '.jp-CodeConsole-input'].map((selector) =>
          page.locator(selector).boundingBox(),
        ),
      );
      return bar && prompt && prompt.y + prompt.height <= bar.y;
    };
    await expect.poll(isBelowPrompt).toBe(true);

    await page.evaluate(() => void window.jupyterapp.commands.execute('auth-bridge:show-panel'));
    const panel = page.locator('.jp-AuthBridge-panelDialog');
    await panel.getByRole('heading', { name: 'Kernels' }).waitFor();
    await panel.getByText('/users/me').first().waitFor();
    expect(await violations(page, '.jp-AuthBridge-dialog')).toEqual([]);
    await panel.getByRole('button', { name: 'Close', exact: true }).last().click();
    await panel.waitFor({ state: 'detached' });
    await page.close();
  });

  it('a console has the session, and says so in the menu row', async () => {
    const page = await open('consoles/index.html?path=one');
    await page.locator('.jp-Dialog .jp-mod-accept', { hasText: 'Select' }).click(SLOW);
    await untilStatus(page, 'Ada Example');
    await page.evaluate(
      (code) => window.jupyterapp.commands.execute('console:inject', { path: 'one', code }),
      call('console'),
    );
    await untilPrinted(page);
    expect(said('console')).toEqual([200]);
    await page.close();
  });

  it('a notebook of the notebook application has it, says so, and opens the sidebar', async () => {
    const page = await open('notebooks/index.html?path=list-projects.ipynb');
    const notebook = await Notebook.opened(page, 'list-projects.ipynb');
    await untilStatus(page, 'Ada Example');
    expect(await notebook.execute(call('notebook'))).toBe('said 200\n');
    expect(said('notebook')).toEqual([200]);
    expect(await violations(page, '.jp-AuthBridge-inMenu')).toEqual([]);
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:show-panel'));
    await page.locator('.jp-AuthBridge-sidebar').getByText('Ada Example').first().waitFor();
    await page.locator('.jp-AuthBridge-inMenu button').click();
    await page.locator('.jp-AuthBridge-dialog').getByText('Ada Example').first().waitFor();
    await page.close();
  });

  it('the list of files signs out', async () => {
    const page = await open('tree/index.html');
    await untilStatus(page, 'Ada Example');
    await page.locator('.jp-AuthBridge-inMenu button').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await untilStatus(page, 'Sign in to Mat3ra');
    await page.close();
  });
});
