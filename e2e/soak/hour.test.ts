import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';
import { watchHeap } from '../harness/watch-heap.js';

const TABS = 3;
const CALLS = 10_000;
/** Of Mat3ra's 30 minutes, an hour has two; here there are two in so many seconds. */
const TOKEN_SECONDS = 5;
/** Between two stops of the worker (ms). */
const STOP_MS = 5_000;
/** Calls at a time in each tab. */
const PARALLEL = 4;
/** After so many calls without a stop (of each tab) the heap is looked at. */
const STEADY = 600;
/** What may stay of those calls (bytes): some hundred for each would be a leak. */
const GROWTH = 200_000;

let stack: Stack;
let profile: Profile;
let pages: readonly Page[];
let notebooks: readonly Notebook[];

beforeAll(async () => {
  stack = await startStack({ accessTokenSeconds: TOKEN_SECONDS });
  profile = await newProfile();
  const opened: Page[] = [];
  const written: Notebook[] = [];
  for (let i = 0; i < TABS; i += 1) {
    const page = await profile.newPage();
    await page.goto(`${stack.siteUrl}lab/index.html`);
    await untilLab(page);
    if (i === 0) {
      await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
      await confirmShownCode(page, stack.platform);
    }
    await untilStatus(page, 'Ada Example');
    opened.push(page);
    written.push(await Notebook.create(page, `soak-${i}.ipynb`, ['import os']));
    await written.at(-1)?.runAll();
  }
  [pages, notebooks] = [opened, written];
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

/** Python that makes `count` calls, some at a time, and prints how many had which status. */
const calling = (count: number) => `import asyncio, os
from collections import Counter
from pyodide.http import pyfetch
seen, left = Counter(), iter(range(${count}))
async def call():
    for i in left:
        url = f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me?i={i}"
        try:
            seen[(await pyfetch(url)).status] += 1
        except Exception as error:
            seen[type(error).__name__] += 1
await asyncio.gather(*[call() for _ in range(${PARALLEL})])
print(dict(seen))`;

const callFromAll = (count: number) =>
  Promise.all(notebooks.map((notebook) => notebook.execute(calling(count))));

const refreshes = () =>
  stack.platform.received.filter(
    ({ path, body }) => path === '/oidc/token' && body?.grant_type === 'refresh_token',
  );

describe('an hour of three tabs, in minutes', () => {
  it('fails no call and replays no refresh token, the worker stopped again and again', async () => {
    const [page] = pages;
    if (!page) throw new Error('no page');
    const share = Math.ceil(CALLS / TABS);
    const counts = callFromAll(share);
    const over = counts.then(() => true);
    const pause = () => new Promise<false>((resolve) => setTimeout(resolve, STOP_MS, false));
    let stops = 0;
    while (!(await Promise.race([over, pause()]))) {
      await stopServiceWorkers(page);
      stops += 1;
    }
    expect(await counts).toEqual(Array.from({ length: TABS }, () => `{200: ${share}}\n`));
    expect(stops).toBeGreaterThan(5);

    const used = refreshes().map(({ body }) => body?.refresh_token);
    expect(used.length).toBeGreaterThan(5);
    expect(new Set(used).size).toBe(used.length);
    expect(refreshes().filter(({ status }) => status !== 200)).toEqual([]);
    const calls = apiCalls(stack.platform, '/api/');
    expect(calls.length).toBeGreaterThanOrEqual(share * TABS);
    const credentials = calls.map(({ headers }) => headers.authorization ?? 'none');
    expect(credentials.filter((each) => each === 'none' || each.includes('jlab_'))).toEqual([]);
    console.log(
      `${calls.length} calls reached the API, ${stops} stops of the worker, ${used.length} refreshes`,
    );
  });

  it("leaves the worker's heap as it was", async () => {
    const [page] = pages;
    if (!page) throw new Error('no page');
    const heap = await watchHeap(page);
    await callFromAll(STEADY);
    const before = await heap();
    await callFromAll(STEADY);
    const after = await heap();
    console.log(`heap: ${before} bytes, after ${STEADY * TABS} calls ${after} bytes`);
    expect(after - before).toBeLessThan(GROWTH);
  });
});
