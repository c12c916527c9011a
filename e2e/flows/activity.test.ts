import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';

const PATH = 'activity.ipynb';
const SET_UP = `import os, requests
platform = f"http://localhost:{os.environ['API_PORT']}"
def call(path, **headers):
    answer = requests.get(platform + path, headers=headers)
    kind = answer.headers["content-type"]
    print(answer.status_code, answer.json()["detail"] if "problem" in kind else "")
def handle():
    return "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]`;
const ME = '/api/v1/users/me';

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;

// One kernel for all of it: each goes on from the last.
beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  await run('auth-bridge:show-panel');
  await panel().getByText('No calls yet').waitFor();
  notebook = await Notebook.create(page, PATH, [SET_UP]);
  await notebook.runAll();
});
afterAll(async () => {
  await profile.close('activity');
  await closeBrowser();
  await stack.stop();
});

const panel = () => page.getByRole('region', { name: 'Sessions, kernels and activity' });
const section = (name: string) => panel().getByRole('region', { name, exact: true });
/** The rows of the list, newest first. */
const rows = () => section('Activity').getByRole('listitem');
const kernel = () => section('Kernels').getByRole('listitem');

function run(command: string, args: object = {}): Promise<unknown> {
  return page.evaluate(([command, args]) => window.jupyterapp.commands.execute(command, args), [
    command,
    args,
  ] as const);
}

async function exported(format: 'json' | 'csv'): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    run('auth-bridge:export-activity', { format }),
  ]);
  expect(download.suggestedFilename()).toMatch(new RegExp(`^activity-.*\\.${format}$`));
  return readFile(await download.path(), 'utf8');
}

describe('the panel', () => {
  it('shows the session, and a call with its notebook, URL without values, status and rule', async () => {
    const called = notebook.execute(`call("${ME}?hush=secret-value", Authorization=handle())`);
    await confirmShownCode(page, stack.platform);
    expect(await called).toBe('200 \n');
    const callers = apiCalls(stack.platform, ME).map(({ caller }) => caller);
    expect(new Set(callers)).toEqual(new Set(['ada@example.org']));

    const row = rows().first();
    await row.getByText('200', { exact: true }).waitFor();
    const text = await row.innerText();
    expect(text).toContain('GET');
    expect(text).toMatch(/\/api\/v1\/users\/me\?hush$/m);
    expect(text).toContain(`${PATH} · rule 0`);
    expect(text).toMatch(/\d+ ms/);
    await panel().getByRole('group', { name: 'Mat3ra' }).getByText('Ada Example').first().waitFor();
    expect(await panel().getByRole('meter').getAttribute('aria-valuenow')).toMatch(/^\d+$/);
  });

  it('knows a call without a handle by its kernel, too', async () => {
    expect(await notebook.execute(`call("${ME}?bare=1")`)).toBe('200 \n');
    await rows().first().getByText('?bare').waitFor();
    expect(await rows().first().innerText()).toContain(`${PATH} · rule 0`);
  });

  it('shows a refused call with its code, and finds it by the filters', async () => {
    const said = await notebook.execute('call("/elsewhere", Authorization=handle())');
    expect(said).toContain('403 No rule');
    await rows().first().getByText('rule-missing').waitFor();
    await panel().getByLabel('Failed only').check();
    await expect.poll(() => rows().count()).toBe(1);
    await panel().getByRole('searchbox').fill('users');
    await panel().getByText('No call matches.').waitFor();
    await panel().getByRole('searchbox').fill('');
    await panel().getByLabel('Failed only').uncheck();
    await expect.poll(() => rows().count()).toBe(3);
  });

  it("revokes a kernel's access: nothing is sent any more, and the notebook reads why", async () => {
    await kernel().getByText(PATH).waitFor();
    expect(await kernel().innerText()).toMatch(/This tab, since .+/);
    await panel()
      .getByRole('button', { name: `Revoke the access of ${PATH}` })
      .click();
    const dialog = page.locator('.jp-Dialog');
    expect(await dialog.innerText()).toContain('again when its kernel is restarted');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await kernel().getByText('Access revoked').waitFor();

    const before = stack.platform.received.length;
    const words = "403 This kernel's access was revoked";
    const calls = [`call("${ME}", Authorization=handle())`, `call("${ME}")`];
    for (const code of calls) expect(await notebook.execute(code)).toContain(words);
    await rows().first().getByText('kernel-revoked').waitFor();
    // What a stopped worker has told nobody is lost.
    await expect.poll(() => rows().count()).toBe(5);
    // Nor does it get access by a worker that was started anew.
    await stopServiceWorkers(page);
    for (const code of calls) expect(await notebook.execute(code)).toContain(words);
    expect(await notebook.execute('from jupyterlite_auth import status\nstatus()')).toContain(
      words.slice(4),
    );
    expect(stack.platform.received.slice(before)).toEqual([]);
    // What the stopped worker has forgotten, the page has not.
    await expect.poll(() => rows().count()).toBe(7);
  });

  it('gives the kernel a new handle when it is restarted', async () => {
    const handle = 'import os\nprint(os.environ["OIDC_ACCESS_TOKEN"])';
    const old = await notebook.execute(handle);
    await notebook.restartKernel();
    await notebook.runAll();
    expect(await notebook.execute(handle)).not.toBe(old);
    expect(await notebook.execute(`call("${ME}", Authorization=handle())`)).toBe('200 \n');
    expect(await notebook.execute(`call("${ME}", Authorization="Bearer ${old.trim()}")`)).toContain(
      '401 The stand-in token',
    );
    await kernel().getByRole('button', { name: 'Revoke' }).waitFor();
  });

  it('exports what it shows, and no secret in it', async () => {
    const [json, csv] = [await exported('json'), await exported('csv')];
    const entries = JSON.parse(json) as { problem?: string; url: string }[];
    expect(entries.map(({ problem }) => problem)).toEqual(
      expect.arrayContaining(['rule-missing', 'kernel-revoked', 'handle-unknown', undefined]),
    );
    expect(csv.trim().split('\r\n')).toHaveLength(entries.length + 1);
    const secrets = stack.platform.issuedSecrets();
    expect(secrets.length).toBeGreaterThan(0);
    for (const text of [json, csv]) {
      expect(secrets.filter(({ value }) => text.includes(value))).toEqual([]);
      expect(text).not.toMatch(/jlab_|secret-value/);
    }
    const places = { frame: page, notebooks: [notebook] };
    expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
  });
});
