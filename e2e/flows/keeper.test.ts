import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { statusAndProblem } from '../harness/page-calls.js';
import { attach } from '../harness/attach.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { untilLab } from '../harness/notebook.js';
import { confirmShownCode, dialogs, untilStatus } from '../harness/sign-in.js';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';

let stack: Stack;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  stack = await startStack();
  profile = await newProfile();
  page = await profile.newPage();
  await page.goto(`${stack.siteUrl}lab/index.html`);
  await untilLab(page);
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
  await confirmShownCode(page, stack.platform);
  expect(await call()).toBe('200');
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await stack.stop();
});

/** A call of the page's own, which is answered as a kernel's is: its status, and the problem's code. */
const call = () => statusAndProblem(page, `${stack.platform.origin}/api/v1/users/me`);

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
    expect(await call()).toBe('503 session-restoring');
    expect(await dialogs(page)).toBe(0);
    expect(apiCalls(stack.platform, '/api/')).toHaveLength(calls);
    await goOn();
    expect(await call()).toBe('200');
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
