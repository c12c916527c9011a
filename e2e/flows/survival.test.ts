import { LINUS } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { openFromPlatform } from '../harness/host-page.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { stopKeepers } from '../harness/stop-keepers.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';

/** Prints the status of a call, or the problem's code and words. */
const CALL = `import os, requests
r = requests.get(
    f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me",
    headers={"Authorization": f"Bearer {os.environ['OIDC_ACCESS_TOKEN']}"},
)
print(r.status_code, "" if r.ok else r.json()["type"].split(":")[-1])`;
/** JupyterLite's own service worker serves the drive. */
const DRIVE = `from pathlib import Path
Path("kept.txt").write_text("by the kernel")
print(Path("kept.txt").read_text())`;

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

async function openLab(): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(opened);
  return opened;
}

const codesAsked = () =>
  stack.platform.received.filter(
    ({ path, method }) => path === '/oidc/device/auth' && method === 'POST',
  ).length;
const refreshes = () =>
  stack.platform.received.filter(
    ({ path, body }) => path === '/oidc/token' && body?.grant_type === 'refresh_token',
  ).length;

/** A call of the page's own, which is answered with a credential as a kernel's is. */
const statusOfCall = (tab: Page) =>
  tab.evaluate(
    (url) => fetch(url).then(({ status }) => status),
    `${stack.platform.origin}/api/v1/users/me`,
  );

/** No call reached the API without a credential, or with a stand-in for one. */
function everyCallHadACredential(): void {
  for (const { headers } of apiCalls(stack.platform, '/api/')) {
    const credential = headers.authorization ?? headers['x-auth-token'] ?? '';
    expect(credential).not.toBe('');
    expect(credential).not.toContain('jlab_');
  }
}

// One sign-in and one kernel for all of it: each goes on from the last.
describe('a notebook that runs', () => {
  let notebook: Notebook;

  beforeAll(async () => {
    profile = await newProfile();
    page = await openLab();
    notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200 \n');
  });
  afterAll(() => profile.close());

  /** The user is asked for nothing, calls succeed, and so does what JupyterLite's own worker does. */
  async function goesOn(codes: number): Promise<void> {
    expect(await notebook.execute(CALL)).toBe('200 \n');
    expect(await notebook.execute(DRIVE)).toBe('by the kernel\n');
    expect(codesAsked()).toBe(codes);
    everyCallHadACredential();
  }

  it('is told of a connection that is gone in words, and goes on after it with a new token', async () => {
    const codes = codesAsked();
    await profile.context.setOffline(true);
    expect(await notebook.execute(CALL)).toBe('502 api-unreachable\n');
    stack.platform.expireAccessTokens();
    expect(await notebook.execute(CALL)).toBe('502 api-unreachable\n');
    await untilStatus(page, 'Ada Example');
    await profile.context.setOffline(false);
    const before = refreshes();
    await goesOn(codes);
    expect(refreshes() - before).toBe(1);
  });

  it('goes on after the computer has slept: the worker stopped, the token ended', async () => {
    const codes = codesAsked();
    stack.platform.expireAccessTokens();
    await stopServiceWorkers(page);
    const before = refreshes();
    await goesOn(codes);
    expect(refreshes() - before).toBe(1);
  });

  it('shares the session with a second tab, and has it still when that is closed', async () => {
    const codes = codesAsked();
    const other = await openLab();
    await untilStatus(other, 'Ada Example');
    expect(await statusOfCall(other)).toBe(200);
    await other.close();
    await goesOn(codes);
    await stopServiceWorkers(page);
    await goesOn(codes);
  });

  it('waits for a new sign-in where nobody has the session any more', async () => {
    const codes = codesAsked();
    await stopKeepers(page);
    await stopServiceWorkers(page);
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200 \n');
    await goesOn(codes + 1);
  });
});

describe('a tab', () => {
  beforeAll(async () => {
    profile = await newProfile();
    page = await openLab();
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
    await confirmShownCode(page, stack.platform);
    await untilStatus(page, 'Ada Example');
  });
  afterAll(() => profile.close());

  async function isSignedIn(codes: number): Promise<void> {
    await untilLab(page);
    await untilStatus(page, 'Ada Example');
    expect(await statusOfCall(page)).toBe(200);
    expect(codesAsked()).toBe(codes);
    everyCallHadACredential();
  }

  it('keeps the session over a reload, also one that finds the worker stopped', async () => {
    const codes = codesAsked();
    await page.reload();
    await isSignedIn(codes);
    await stopServiceWorkers(page);
    await page.reload();
    await isSignedIn(codes);
  });

  it('keeps it over a hard reload, which leaves the page without control at first', async () => {
    const codes = codesAsked();
    const session = await profile.context.newCDPSession(page);
    const loaded = page.waitForEvent('load');
    await session.send('Page.reload', { ignoreCache: true });
    await loaded;
    await isSignedIn(codes);
    const notebook = await Notebook.create(page, 'again.ipynb', [CALL, DRIVE]);
    await notebook.runAll();
    expect(await notebook.text()).toBe('200 \n\nby the kernel\n');
  });

  it("keeps it when JupyterLite's own manager would unregister every worker: another version", async () => {
    const codes = codesAsked();
    await page.evaluate(() => {
      const entries = Object.keys(localStorage).filter((key) => key.endsWith('-version'));
      if (entries.length !== 1) throw new Error(`not one entry: ${entries.join(' ')}`);
      for (const entry of entries) localStorage.setItem(entry, '0.0.1');
    });
    await page.reload();
    await isSignedIn(codes);
  });

  it('may be the only one, closed and opened again: the keeper outlives it', async () => {
    const codes = codesAsked();
    const other = await profile.newPage(); // keeps the profile open
    await page.close();
    await stopServiceWorkers(other);
    page = await openLab();
    await isSignedIn(codes);
  });
});

describe('a session that nobody has any more', () => {
  beforeAll(async () => {
    profile = await newProfile();
    page = await profile.newPage();
  });
  afterAll(() => profile.close());

  it('is asked of the host, where there is one, without the user', async () => {
    const frame = await openFromPlatform(page, stack.platform, 'app=lab', LINUS);
    await untilLab(frame);
    await untilStatus(frame, 'Linus Example');
    const notebook = await Notebook.create(frame, 'hosted.ipynb', [CALL]);
    await notebook.runAll();
    const codes = codesAsked();
    await stopKeepers(page);
    await stopServiceWorkers(page);
    expect(await notebook.execute(CALL)).toBe('200 \n');
    await untilStatus(frame, 'Linus Example');
    expect(codesAsked()).toBe(codes);
    expect(apiCalls(stack.platform, '/api/').at(-1)?.caller).toBe('linus@example.org');
  });
});

describe('a sign-in that is on its way', () => {
  beforeAll(async () => {
    profile = await newProfile();
    page = await openLab();
  });
  afterAll(() => profile.close());

  it('outlives a stopped worker: the same code, confirmed later, signs in', async () => {
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
    const code = await shownCode(page);
    const codes = codesAsked();
    await stopServiceWorkers(page);
    await stack.platform.confirmDevice(code);
    await untilStatus(page, 'Ada Example');
    expect(codesAsked()).toBe(codes);
  });
});
