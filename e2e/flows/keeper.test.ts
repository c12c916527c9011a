import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { attach } from '../harness/attach.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, dialogs, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';

const CALL = `import os, requests
r = requests.get(f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me")
print(r.status_code, "" if r.ok else r.json()["type"].split(":")[-1])`;

let stack: Stack;
let profile: Profile;
let page: Page;
let notebook: Notebook;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
  await notebook.runAll({ wait: false });
  await confirmShownCode(page, stack.platform);
  await notebook.untilDone();
  expect(await notebook.text()).toBe('200 \n');
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

/** Holds the keeper up, as a busy or frozen computer does; resolves with what lets it go on. */
async function holdKeeper(): Promise<() => Promise<unknown>> {
  const send = await attach(page, 'shared_worker');
  await send('Debugger.enable');
  await send('Debugger.pause');
  return () => send('Debugger.resume');
}

// One sign-in for all of it: each goes on from the last.
describe('a keeper that is held up', () => {
  it('makes calls wait, not sign in: they get a 503 in the end, and succeed once it goes on', async () => {
    const calls = apiCalls(stack.platform, '/api/').length;
    const goOn = await holdKeeper();
    await stopServiceWorkers(page);
    expect(await notebook.execute(CALL)).toBe('503 session-restoring\n');
    expect(await dialogs(page)).toBe(0);
    expect(apiCalls(stack.platform, '/api/')).toHaveLength(calls);
    await goOn();
    expect(await notebook.execute(CALL)).toBe('200 \n');
    await untilStatus(page, 'Ada Example');
  });

  it('during a sign-out does not bring the session back', async () => {
    const goOn = await holdKeeper();
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
    await stopServiceWorkers(page);
    await goOn();
    await page.reload();
    await untilLab(page);
    await untilStatus(page, 'Sign in to Mat3ra');
  });
});
