import type { Page } from 'playwright-core';
import { ADA, serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { apiCalls } from '../harness/api-calls.js';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { buildStrangeSite, demoAuth } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

let built: StrangeSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  built = await buildStrangeSite(await demoAuth(['host', 'popup', 'device']));
  site = await serveSite({ root: built.root, port: SITE_PORT });
  platform = await startDevPlatform({ port: PLATFORM_PORT, siteUrl: site.url });
});
afterAll(async () => {
  await closeBrowser();
  await Promise.all([site.stop(), platform.stop()]);
  await built.remove();
});
beforeEach(async () => {
  profile = await newProfile({ windows: true });
  page = await profile.newPage();
  await page.goto(`${site.url}lab/index.html`);
  await untilLab(page);
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `popup ${task.name}` : undefined),
);

/** Clicks the dialog's button and signs in to the platform in the window that opens. */
async function openPopup(): Promise<{ readonly popup: Page; readonly addresses: string[] }> {
  const opening = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in with Mat3ra' }).click();
  const popup = await opening;
  const addresses: string[] = [];
  popup.on('framenavigated', (frame) => addresses.push(frame.url()));
  await popup.getByLabel('E-mail').fill(ADA.email);
  await popup.getByLabel('Password').fill(ADA.password);
  await popup.getByRole('button', { name: 'Sign in' }).click();
  return { popup, addresses };
}

describe('authorization code with PKCE in a pop-up', () => {
  it('signs in with one click; no page ever has the code in its address', async () => {
    const { popup, addresses } = await openPopup();
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: 'Allow' }).click();
    await closed;
    await page.locator('.jp-AuthBridge-dialog').waitFor({ state: 'detached' });
    await untilStatus(page, 'Ada Example');
    expect(addresses.filter((address) => address.includes('code='))).toEqual([]);

    const notebook = await Notebook.create(page, 'call.ipynb', [
      'import os, requests\nprint(requests.get(f"http://localhost:{os.environ[\'API_PORT\']}/api/v1/users/me").status_code)',
    ]);
    await notebook.runAll();
    expect(await notebook.text()).toBe('200\n');
    expect(apiCalls(platform, '/api/').at(-1)?.caller).toBe('ada@example.org');
    const [exchange] = platform.received.filter(({ path }) => path === '/oidc/token');
    expect(exchange?.body).toMatchObject({ grant_type: 'authorization_code' });
    expect(exchange?.body?.code_verifier).toBeDefined();
    expect(await findSecrets(platform, profile, { frame: page, notebooks: [notebook] })).toEqual(
      [],
    );
  });

  it('says so where the user refuses, and lets them try again', async () => {
    const { popup } = await openPopup();
    await popup.getByRole('button', { name: 'Deny' }).click();
    await popup.getByText('Sign-in denied').waitFor();
    await page.getByText('The sign-in to Mat3ra was denied').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Sign in with Mat3ra' }).waitFor();
  });

  it('gives way to a code', async () => {
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await confirmShownCode(page, platform);
    await untilStatus(page, 'Ada Example');
  });
});
