import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { apiCalls } from '../harness/api-calls.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

const DOCUMENTATION = 'list-projects.ipynb';

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
beforeEach(async () => {
  profile = await newProfile();
  page = await profile.newPage();
});
afterEach(({ task }) => profile.close(task.result?.state === 'fail' ? task.name : undefined));

async function openDocumentation(): Promise<Notebook> {
  await page.goto(`${stack.siteUrl}lab/index.html?path=${DOCUMENTATION}`);
  return Notebook.opened(page, DOCUMENTATION);
}

describe("the documentation's notebook on the standalone site", () => {
  it('runs unmodified after one confirmed code, and holds no token', async () => {
    const notebook = await openDocumentation();
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
    expect(
      await findSecrets(stack.platform, profile, { frame: page, notebooks: [notebook] }),
    ).toEqual([]);
    const identity = await page.evaluate(() => window.jupyterapp.serviceManager.user.identity);
    expect(identity).toMatchObject({ name: 'Ada Example', initials: 'AE' });
  });

  it('shows one code also to a user who takes longer than a call waits', async () => {
    const notebook = await openDocumentation();
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
    expect(
      await findSecrets(stack.platform, profile, { frame: page, notebooks: [notebook] }),
    ).toEqual([]);
  });
});

describe('the search for tokens', () => {
  it('finds one wherever it is planted', async () => {
    await page.goto(`${stack.siteUrl}lab/index.html`);
    await untilLab(page);
    const notebook = await Notebook.create(page, 'planted.ipynb', ['print("nothing yet")']);
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
    await confirmShownCode(page, stack.platform);
    const secret =
      stack.platform.issuedSecrets().find(({ kind }) => kind === 'access-token')?.value ?? '';
    await page.evaluate(async (secret) => {
      localStorage.setItem('planted', secret);
      await (await caches.open('planted')).put('/planted', new Response(secret));
      Object.assign(window, { planted: { deep: [secret] } });
      document.body.append(Object.assign(document.createElement('p'), { textContent: secret }));
      console.log(secret);
    }, secret);
    await notebook.execute(
      `import os\nplanted = {"deep": ["${secret}"]}\nos.environ["PLANTED"] = "${secret}"`,
    );
    const printing = await Notebook.create(page, 'printing.ipynb', [`print("${secret}")`]);
    await printing.runAll();
    const places = { frame: page, notebooks: [notebook, printing] };
    const found = await findSecrets(stack.platform, profile, places);
    for (const place of [
      'console',
      'page',
      'page scripts',
      'storage',
      'planted.ipynb kernel',
      'printing.ipynb outputs',
      'printing.ipynb saved',
    ]) {
      expect(found).toContain(`access-token in ${place}`);
    }
  });
});

describe('calls without any header', () => {
  it('carry the session from requests, pyfetch, synchronous and asynchronous XHR', async () => {
    await page.goto(`${stack.siteUrl}lab/index.html`);
    await untilLab(page);
    const url = "f\"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me?by=";
    const notebook = await Notebook.create(page, 'headerless.ipynb', [
      `import os, requests\nprint(requests.get(${url}requests").status_code)`,
      `from pyodide.http import pyfetch\nprint((await pyfetch(${url}pyfetch")).status)`,
      `from js import XMLHttpRequest\nx = XMLHttpRequest.new()\nx.open("GET", ${url}sync-xhr", False)\nx.send(None)\nprint(x.status)`,
      `import js\nprint((await js.fetch(${url}js-fetch")).status)`,
    ]);
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await notebook.untilDone();

    expect((await notebook.cells()).map(({ text }) => text.trim())).toEqual([
      '200',
      '200',
      '200',
      '200',
    ]);
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
});
