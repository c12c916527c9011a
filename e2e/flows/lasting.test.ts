import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, shownCode, untilStatus } from '../harness/sign-in.js';
import { expectRefreshedOnceEach } from '../harness/refreshes.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';

const ME = `f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me"`;
const CALL = `import os, requests
r = requests.get(${ME})
print(r.status_code, "" if r.ok else r.json()["type"].split(":")[-1])`;

/** Of a token, in s; and how many of them are lived through. */
const SHORT = 5;
const LIVES = 3;

let stack: Stack;
let profile: Profile;
let page: Page;

const start = (options: Parameters<typeof startStack>[0] = {}) =>
  beforeAll(async () => {
    stack = await startStack(options);
  });
afterAll(() => closeBrowser());

/** One browser for the tests of a group: each goes on from the last. */
const oneBrowser = () => {
  beforeAll(async () => {
    profile = await newProfile();
    page = await openLab();
  });
  afterAll(() => profile.close());
};

/** Without the notebooks that are open in another tab: each would start its kernel. */
async function openLab(): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${stack.siteUrl}lab/index.html?reset`);
  await untilLab(opened);
  return opened;
}

async function signIn(): Promise<void> {
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
  await confirmShownCode(page, stack.platform);
  await untilStatus(page, 'Ada Example');
}

const tokenRequests = (grant: string) =>
  stack.platform.received.filter(
    ({ path, body }) => path === '/oidc/token' && body?.grant_type === grant,
  );

describe('with tokens of the usual life', () => {
  start();
  afterAll(() => stack.stop());
  oneBrowser();
  let notebook: Notebook;

  it('shows one code in two tabs; closing one dialog ends both, and the waiting call at once', async () => {
    const other = await openLab();
    await page.bringToFront();
    const asked = tokenOfCode();
    notebook = await Notebook.create(page, 'calls.ipynb', [CALL]);
    await notebook.runAll({ wait: false });
    const code = await shownCode(page);
    expect(await shownCode(other)).toBe(code);
    expect(tokenOfCode() - asked).toBe(1);

    const before = Date.now();
    await other.getByRole('button', { name: 'Cancel sign-in' }).click();
    await page.locator('.jp-AuthBridge-dialog').waitFor({ state: 'detached' });
    await notebook.untilDone();
    expect(await notebook.text()).toBe('401 sign-in-cancelled\n');
    // At once: without the word of the user it would have been 25 s after the call.
    expect(Date.now() - before).toBeLessThan(10_000);
    await other.close();
  });

  it('makes one refresh of a hundred calls that come back 401, and all of them succeed', async () => {
    await signIn();
    stack.platform.expireAccessTokens();
    const refreshes = tokenRequests('refresh_token').length;
    const statuses = await notebook.execute(`import asyncio, os
from collections import Counter
from pyodide.http import pyfetch
async def call(i):
    return (await pyfetch(${ME} + f"?i={i}")).status
print(Counter(await asyncio.gather(*[call(i) for i in range(100)])))`);
    expect(statuses).toBe('Counter({200: 100})\n');
    expect(tokenRequests('refresh_token').length - refreshes).toBe(1);
    const expired = apiCalls(stack.platform, '/api/').filter(({ status }) => status === 401);
    expect(expired.length).toBeGreaterThan(1);
  });

  it('asks again when the platform has ended the session; the call waits and succeeds', async () => {
    stack.platform.revokeSessions();
    await notebook.runAll({ wait: false });
    await confirmShownCode(page, stack.platform);
    await untilStatus(page, 'Ada Example');
    await notebook.untilDone();
    expect(await notebook.text()).toBe('200 \n');
  });

  it('ends every handle at sign-out, in every tab and kernel; sign_out() does the same', async () => {
    const other = await openLab();
    await untilStatus(other, 'Ada Example');
    const said = await notebook.execute(`old = os.environ["OIDC_ACCESS_TOKEN"]
from jupyterlite_auth import sign_out, status
await sign_out()
print(status())
print(os.environ["OIDC_ACCESS_TOKEN"] != old)`);
    expect(said).toContain('True');
    await untilStatus(page, 'Sign in to Mat3ra');
    await untilStatus(other, 'Sign in to Mat3ra');
    const calls = apiCalls(stack.platform, '/api/').length;
    const answer =
      await notebook.execute(`r = requests.get(${ME}, headers={"Authorization": f"Bearer {old}"})
print(r.status_code, r.json()["type"].split(":")[-1])`);
    expect(answer).toBe('401 handle-unknown\n');
    expect(apiCalls(stack.platform, '/api/')).toHaveLength(calls);
    const revoked = stack.platform.received.filter(({ path }) => path === '/oidc/token/revocation');
    expect(revoked.length).toBeGreaterThanOrEqual(2);
  });
});

/** Requests for a code so far. */
function tokenOfCode(): number {
  return stack.platform.received.filter(
    ({ path, method }) => path === '/oidc/device/auth' && method === 'POST',
  ).length;
}

describe('with tokens that live five seconds', () => {
  start({ accessTokenSeconds: SHORT });
  afterAll(() => stack.stop());
  oneBrowser();

  it('no call fails, over some lives of a token', async () => {
    await signIn();
    const seen = await page.evaluate(
      async ([url, ms]) => {
        const statuses = new Set<number>();
        for (const end = Date.now() + ms; Date.now() < end;) {
          statuses.add((await fetch(url)).status);
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
        return [...statuses];
      },
      [`${stack.platform.origin}/api/v1/users/me`, SHORT * LIVES * 1_000] as const,
    );
    expect(seen).toEqual([200]);
    expectRefreshedOnceEach(tokenRequests('refresh_token'), LIVES - 1);
  });
});
