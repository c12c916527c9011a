import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_URL, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startPlatform } from '../harness/platform.js';
import { report } from '../harness/report.js';
import { shownCode } from '../harness/sign-in.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';
import { enterCell, typeIntoCell } from '../harness/type-into-cell.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import { demoAuth } from '../harness/demo-auth.js';

const API = '/api/2018-10-01/';
const NOTEBOOK = 'analysis.ipynb';
/** `get` and `get_sync` print the status, and of a problem its code and detail. */
const HELPERS = `
import json, os, requests, js
def url(path):
    return f"http://localhost:{os.environ['API_PORT']}${API}{path}"
def handle():
    return {"Authorization": "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]}
def show(status, text):
    problem = json.loads(text) if status >= 400 else {}
    print(status, problem.get("type", "").split(":")[-1], problem.get("detail", ""))
def get(path, headers=None):
    answer = requests.get(url(path), headers=handle() if headers is None else headers)
    show(answer.status_code, answer.text)
def get_sync(path):
    xhr = js.XMLHttpRequest.new()
    xhr.open("GET", url(path), False)
    xhr.setRequestHeader("Authorization", handle()["Authorization"])
    xhr.send()
    show(xhr.status, xhr.responseText)`;

let built: BakedSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;
let notebook: Notebook;

const rule = (path: string, more: object = {}) => ({
  url: `${PLATFORM_URL}api/${path}`,
  provider: 'platform',
  ...more,
});
const RULES = [
  rule('2018-10-01/jobs', { access: 'ask' }),
  rule('2018-10-01/workflows', { access: 'ask', roles: ['profile'] }),
  rule('2018-10-01/materials', { access: 'ask', methods: ['GET'] }),
  rule('2018-10-01/projects', { access: 'ask', roles: ['editor', 'read:/api/2018-10-01/*'] }),
  rule('2018-10-01/', { access: 'deny' }),
  rule(''),
];

// One kernel for all of it: each goes on from the last.
beforeAll(async () => {
  [built, profile] = await Promise.all([
    demoAuth({ signIn: ['device'], apis: RULES }).then(bakeSite),
    newProfile(),
  ]);
  site = await serveSite({ root: built.root, port: SITE_PORT });
  platform = await startPlatform({ siteUrl: site.url });
  page = await openLab();
  notebook = await Notebook.create(page, NOTEBOOK, [HELPERS]);
  await notebook.runAll();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await report(`rules ${task.name}`, profile.console, profile.context.pages());
  }
});
afterAll(async () => {
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop()]);
  await built.remove();
});

async function openLab(): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${site.url}lab/index.html`);
  await untilLab(opened);
  return opened;
}

const question = (tab = page) => tab.locator('.jp-AuthBridge-dialog:has(.jp-AuthBridge-question)');
const button = (name: string, tab = page) => question(tab).getByRole('button', { name });
const gone = (tab = page) => question(tab).waitFor({ state: 'detached' });
const received = (path: string) => apiCalls(platform, `${API}${path}`);

/** Resolves when the dialog is there and says this; its whole text. */
async function shown(words: string, tab = page): Promise<string> {
  await question(tab).getByText(words).first().waitFor();
  return question(tab).innerText();
}

describe('a rule that asks', () => {
  it('comes after the sign-in, says who asks for what, and once is once', async () => {
    const said = notebook.execute('get("jobs?name=private-1&limit=5")');
    await platform.confirmDevice(await shownCode(page));
    const words = await shown(NOTEBOOK);
    expect(words).toContain(`GET`);
    expect(words).toContain(`${PLATFORM_URL}api/2018-10-01/jobs?name&limit`);
    expect(words).not.toMatch(/private-1|jlab_/);
    expect(received('jobs')).toEqual([]);
    await button('Once').click();
    expect(await said).toBe('200  \n');
    expect(received('jobs')).toMatchObject([{ caller: 'ada@example.org', status: 200 }]);

    const again = notebook.execute('get("jobs")');
    await shown(NOTEBOOK);
    expect(received('jobs')).toHaveLength(1);
    await button('For this session').click();
    expect(await again).toBe('200  \n');
  });

  it('asks no more in the session after that, with a worker that was stopped in between', async () => {
    expect(await notebook.execute('get_sync("jobs")')).toBe('200  \n');
    await stopServiceWorkers(page);
    expect(await notebook.execute('get("jobs")')).toBe('200  \n');
    expect(received('jobs')).toHaveLength(4);
  });

  it('asks about a synchronous XMLHttpRequest too, whose kernel hangs: Escape is No, and holds for its repeats', async () => {
    await enterCell(page);
    const said = notebook.execute('get_sync("workflows")');
    await shown(NOTEBOOK);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('No');
    await page.keyboard.press('Escape');
    expect(await said).toMatch(/^403 call-declined Rule 1 of this site's auth\.json .* No/);
    expect(await notebook.execute('get("workflows")')).toContain('403 call-declined');
    await gone();
    expect(received('workflows')).toEqual([]);
    // The focus is where it was.
    await typeIntoCell(page, page, '# typed after the question');
  });

  it('shows a call without a handle as of nobody, in both tabs, until one of them has answered', async () => {
    const other = await openLab();
    const said = notebook.execute('get("materials", headers={})');
    await shown('An unknown notebook');
    await shown('An unknown notebook', other);
    expect(received('materials')).toEqual([]);
    await button('Once', other).click();
    await Promise.all([gone(), gone(other)]);
    expect(await said).toBe('200  \n');

    // The name of the notebook, also in a tab that has not got it.
    const named = notebook.execute('get("materials")');
    await shown(NOTEBOOK, other);
    await shown(NOTEBOOK);
    await button('No').click();
    await gone(other);
    expect(await named).toContain('403 call-declined');
    expect(received('materials')).toHaveLength(1);
    await other.close();
  });
});

describe('a rule', () => {
  it('that denies, or wants a role that the user has not, refuses and sends nothing', async () => {
    expect(await notebook.execute('get("clusters")')).toMatch(/^403 rule-denied Rule 4 /);
    const refused = await notebook.execute('get("projects")');
    expect(refused).toMatch(/^403 role-missing Rule 3 .* editor, read:\/api\/2018-10-01\/\*\./);
    expect(await question().count()).toBe(0);
    expect([...received('clusters'), ...received('projects')]).toEqual([]);
  });
});
