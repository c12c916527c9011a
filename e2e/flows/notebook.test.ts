import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json' with { type: 'json' };
import { samplesIn } from '../../scripts/lib/docs/samples.mjs';
import { askWorker } from '../harness/ask-worker.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { CELL, enterCell } from '../harness/type-into-cell.js';

const SESSION = 'application/vnd.jupyterlite-auth-bridge.session.v1+json';
const PATH = 'cards.ipynb';

/** Each way to call is one cell; none imports the helper. */
const SET_UP = `import os, sys, js, piplite
await piplite.install(["mat3ra-api-client", "requests"])
import httpx2, requests
from pyodide.http import pyfetch
from mat3ra.api_client import APIClient
api = f"http://localhost:{os.environ['API_PORT']}"
me = api + "/api/v1/users/me"
client = APIClient.authenticate()
def by_xhr(url):
    xhr = js.XMLHttpRequest.new()
    xhr.open("GET", url, False)
    xhr.send(None)
    return xhr.responseText`;
/** Last in the notebook, and run by itself once it is there. */
const FORGED = 'if "forge" in globals():\n    forge()';
const CANCELLED =
  'The sign-in to Mat3ra was cancelled. Run authenticate() or choose Sign in, then run the cell again.';
const HOW_TO = 'To run it: from jupyterlite_auth import authenticate, then await authenticate()';

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;
let samples: readonly string[];
let code: string;

// One page and one kernel for all of it: each goes on from the last.
beforeAll(async () => {
  samples = await pythonOf('docs/notebooks.md');
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  // It stays while the mouse is on it, however long the kernel takes to start.
  await hint().hover();
  notebook = await Notebook.create(page, PATH, [...samples.slice(0, -1), FORGED]);
  expect(await notebook.execute(SET_UP)).toBe('');
});
afterAll(async () => {
  await profile.close('notebook');
  await closeBrowser();
  await stack.stop();
});

/** The samples for kernels that a page of the documentation has. */
async function pythonOf(page: string): Promise<string[]> {
  const all = await samplesIn(page);
  return all.filter(({ language }) => language === 'python').map(({ text }) => text);
}

/** The traceback that a cell ends with, as it is read. */
async function failure(code: string): Promise<string> {
  const lines = await page.evaluate(async (code) => {
    const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
    let traceback: unknown;
    const future = kernel?.requestExecute({ code });
    if (future) {
      future.onIOPub = ({ content }) => (traceback = content.traceback ?? traceback);
      await future.done;
    }
    return traceback;
  }, code);
  if (!Array.isArray(lines)) throw new Error(`no error: ${code}`);
  // eslint-disable-next-line no-control-regex -- the colours of a traceback
  return lines.join('\n').replaceAll(/\u001b\[[\d;]*m/g, '');
}

/** The same where the user has just closed the sign-in: for ten seconds a call brings up no other. */
async function failureAfterCancel(code: string): Promise<string> {
  await askWorker(page, { type: 'auth-bridge:sign-in' });
  await askWorker(page, { type: 'auth-bridge:cancel-sign-in' });
  return failure(code);
}

const SETTINGS = 'jupyterlite-auth-bridge:sign-in';
const settings = () =>
  page.evaluate(
    async (id) => (await window.jupyterapp.serviceManager.settings.fetch(id))?.raw,
    SETTINGS,
  );
const hint = () => page.getByText('Notebooks here can work with your account at Mat3ra.');

const cards = () => page.locator('.jp-AuthBridge-card');
const asked = () => stack.platform.received.filter(({ path }) => path === '/oidc/device/auth');

describe('a first visit', () => {
  it('is told once what the sign-in is for, goes on typing after that, and finds it in a menu', async () => {
    await enterCell(page);
    await hint().waitFor();
    const notice = page.locator('.Toastify__toast').filter({ has: hint() });
    await notice.getByTitle('Hide notification').click();
    await notice.waitFor({ state: 'detached' });
    await page.locator(`${CELL}:focus`).waitFor();
    await page.locator('.lm-MenuBar-item', { hasText: 'File' }).click();
    const items = page.locator('.lm-Menu-item:visible');
    for (const words of ['Sign in to Mat3ra', 'Show sessions, kernels and activity']) {
      expect(await items.filter({ hasText: words }).count()).toBe(1);
    }
    await page.keyboard.press('Escape');
    await expect.poll(settings).toContain('"hint": false');
  });
});

describe('the error of a cell whose call the worker has answered', () => {
  it('is one sentence and the own lines, by whatever client, and without the helper imported', async () => {
    const first = failure('def call():\n    requests.get(me).raise_for_status()\ncall()');
    await shownCode(page);
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    const errors = [
      await first,
      await failureAfterCancel('client.list_accounts()'),
      await failureAfterCancel('(await pyfetch(me)).raise_for_status()'),
      await failureAfterCancel('client.projects.list({"isDefault": True})'),
      await failureAfterCancel('httpx2.get(me).raise_for_status()'),
    ];
    for (const error of errors) {
      expect(error).toContain(`\n${CANCELLED}\n${HOW_TO}`);
      expect(error).toMatch(/^-+\n\w+Error .*\nCell In\[/);
      expect(error).not.toMatch(/urllib3|httpx2\/|site-packages|\/lib\/python/);
    }
    expect(errors[0]).toContain('requests.get(me).raise_for_status()');
    expect(errors.map((error) => /^\w+Error: .*/m.exec(error)?.[0])).toEqual([
      expect.stringMatching(/^HTTPError: 401/),
      expect.stringMatching(/^HTTPError: 401/),
      expect.stringMatching(/^HttpStatusError: 401/),
      expect.stringMatching(/^HTTPError: Error 401/),
      expect.stringMatching(/^HTTPStatusError: Client error '401/),
    ]);
  });

  it('keeps its traceback where it is another one, and its silence where nothing was refused', async () => {
    const missing = await failureAfterCancel('import json\njson.loads(by_xhr(me))["data"]');
    expect(missing).toContain(`KeyError: 'data'\n${CANCELLED}`);
    const uncovered = await failure(
      'requests.get(api + "/elsewhere", headers={"Authorization": "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]}).raise_for_status()',
    );
    expect(uncovered).toContain("No rule of this site's auth.json covers GET");
    const own = await failure('json.loads("{")');
    expect(own).toMatch(/JSONDecodeError: .*$/);
    expect(own).toMatch(/json\/decoder.py/);
    expect(await failure('%tb\nraise KeyError(1)')).not.toContain('Mat3ra');
  });
});

describe("the documentation's samples", () => {
  it('sign in, and show the session as a live card', async () => {
    await notebook.runAll({ wait: false });
    await cards().first().getByText('Signing in: confirm the code').waitFor();
    code = await confirmShownCode(page, stack.platform);
    await notebook.untilDone();
    await cards().nth(1).getByText('Ada Example').first().waitFor();
    const text = await notebook.text();
    for (const words of ['Hello Ada Example', 'Mat3ra: signed in as Ada Example', 'signed-in (']) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/^200$/m);
    expect(text).toContain('200 200\n200 200\n200 200\n');
    await expect.poll(() => cards().count()).toBe(2);
    const left = await cards().nth(1).getByRole('meter').getAttribute('aria-valuenow');
    expect(Number(left)).toBeGreaterThanOrEqual(90);
    expect(await cards().nth(1).innerText()).toMatch(/openid, profile, email/);
  });

  it('of the other pages run in the same kernel', async () => {
    const [readme = ''] = await pythonOf('README.md');
    const [start = ''] = await pythonOf('docs/get-started.md');
    const print = 'import jupyterlite_auth\nprint(user.name, jupyterlite_auth.__version__)';
    expect(await notebook.execute(`${readme}${print}`)).toBe(`Ada Example ${version}\n`);
    const call = start.replace(/^requests\.get\(".*?"\)(.*)$/m, 'print(requests.get(me)$1)');
    expect(await notebook.execute(call)).toContain('Ada Example');
    const unpatched = 'import urllib.request\nurllib.request.urlopen(me)';
    expect(await failure(unpatched)).toContain('RemoteDisconnected');
  });

  it('are saved without a name, a code or a handle in the card', async () => {
    const { cells } = JSON.parse(await notebook.saved()) as {
      cells: { outputs?: { data?: Record<string, unknown> }[] }[];
    };
    const outputs = cells.flatMap(({ outputs = [] }) => outputs);
    const shown = outputs.filter(({ data }) => data && SESSION in data);
    expect(shown).toHaveLength(2);
    for (const { data } of shown) {
      expect(Object.keys(data ?? {}).sort()).toEqual([SESSION, 'text/html', 'text/plain'].sort());
      expect(data?.['text/plain']).toBe('Mat3ra: signed in');
      const saved = JSON.stringify(data);
      expect(saved).not.toMatch(/ada example|jlab_|openid/i);
      expect(saved).not.toContain(code);
    }
  });
});

describe('the card', () => {
  it('is worked by the keyboard: claims, sign out, sign in, with the focus back on its button', async () => {
    const card = cards().nth(1);
    await card.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await card.getByText('preferred_username').first().waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await card.getByText('Not signed in.').waitFor();
    await untilStatus(page, 'Sign in to Mat3ra');
    await expect.poll(() => cards().first().innerText()).toContain('Not signed in.');

    await page.keyboard.press('Enter');
    await shownCode(page);
    const inside = () =>
      page.evaluate(() => document.activeElement?.closest('.jp-Dialog') !== null);
    await page.locator('.jp-Dialog :focus').waitFor();
    for (let i = 0; i < 8; i += 1) {
      expect(await inside()).toBe(true);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Escape');
    await page.locator('.jp-Dialog').waitFor({ state: 'detached' });
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Sign in');
    expect(
      await page.evaluate(() => document.activeElement?.closest('.jp-AuthBridge-card') !== null),
    ).toBe(true);
  });

  it('that a notebook forges shows what the bridge says, does nothing by itself, and signs in as the status bar does', async () => {
    const before = stack.platform.received.length;
    const forge = (page: string) => `{"provider": "platform", "page": ${page}, "label": "Your Bank",
  "status": "signed-in", "session": {"user": {"name": "Mallory", "avatar_url": api + "/mallory.png"}},
  "signIn": {"userCode": "EVIL-CODE", "verificationUriComplete": api + "/evil"}, "url": api + "/evil"}`;
    await notebook.execute(`import sys
from IPython.display import display
seed = sys.modules["_jupyterlite_auth_seed"]
def show(**data):
    display({"${SESSION}": data, "text/plain": "Your Bank"}, raw=True)
def forge():
    show(**${forge('seed.page')})
    show(**${forge('"another load"')})
    show(provider="__proto__", page=seed.page)
    display({"${SESSION}": "<img src=x onerror=alert(1)>"}, raw=True)`);
    await page.evaluate(() => {
      const content = window.jupyterapp.shell.currentWidget?.content;
      if (content) content.activeCellIndex = [...(content.model?.cells ?? [])].length - 1;
      void window.jupyterapp.commands.execute('notebook:run-cell');
    });
    const shown = page.locator('.jp-Cell').last().locator('.jp-AuthBridge-card');
    await expect.poll(() => shown.count()).toBe(4);
    const texts = await shown.allInnerTexts();
    expect(texts[0]).toMatch(/^Mat3ra\s+Sign in\s+Not signed in\.$|cancelled/);
    expect(texts.join('\n')).not.toMatch(/Bank|Mallory|EVIL|evil|onerror/);
    for (const text of texts.slice(1)) expect(text).toContain('From an earlier run.');
    expect(await shown.getByRole('button').count()).toBe(1);
    expect(await shown.locator('a, img, iframe').count()).toBe(0);
    const paths = stack.platform.received.slice(before).map(({ path }) => path);
    expect(paths.filter((path) => /evil|mallory|device/.test(path))).toEqual([]);

    const flows = asked().length;
    await shown.getByRole('button', { name: 'Sign in' }).click();
    const dialog = page.locator('.jp-AuthBridge-dialog');
    const code = await shownCode(page);
    expect(await dialog.locator('a.jp-AuthBridge-open').getAttribute('href')).toBe(
      `${stack.platform.origin}/oidc/device?user_code=${code}`,
    );
    expect(asked()).toHaveLength(flows + 1);
    await dialog.locator(':focus').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.jp-AuthBridge-statusButton').click();
    await shownCode(page);
    expect(asked()).toHaveLength(flows + 2);
    await confirmShownCode(page, stack.platform);
  });
});

describe('a notebook that is opened again', () => {
  it('shows its cards as of an earlier run, without a name or a button', async () => {
    await page.evaluate(([id, raw]) => window.jupyterapp.serviceManager.settings.save(id, raw), [
      SETTINGS,
      '{"prompt":"notification","hint":false}',
    ] as const);
    await page.goto(`${stack.siteUrl}lab/index.html?path=${PATH}`);
    await untilLab(page);
    const shown = page.locator('.jp-NotebookPanel:visible .jp-AuthBridge-card');
    await shown.nth(1).getByText('From an earlier run.').waitFor();
    await untilStatus(page, 'Ada Example');
    for (const text of await shown.allInnerTexts()) expect(text).not.toContain('Ada');
    expect(await shown.getByRole('button').count()).toBe(0);
    expect(await hint().count()).toBe(0);
  });

  it('asks by a notification where the user wants that, and still does nothing without a click', async () => {
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
    const call = `${stack.platform.origin}/api/v1/users/me`;
    const answer = page.evaluate(async (call) => (await fetch(call)).status, call);
    await page.getByText('A notebook needs a sign-in to Mat3ra.').waitFor();
    expect(await page.locator('.jp-AuthBridge-dialog').count()).toBe(0);
    const api = () => stack.platform.received.filter(({ path }) => path.startsWith('/api/')).length;
    const before = api();
    await page.locator('.Toastify').getByRole('button', { name: 'Show sign-in' }).click();
    await confirmShownCode(page, stack.platform);
    expect(await answer).toBe(200);
    expect(api()).toBeGreaterThan(before);
    // What the user has asked for is shown at once.
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
    await page.locator('.jp-AuthBridge-statusButton').click();
    await shownCode(page);
  });
});
