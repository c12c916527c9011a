import { ADA, serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { untilOver, untilStatus } from '../harness/sign-in.js';
import { stopKeepers } from '../harness/stop-keepers.js';
import { stopServiceWorkers } from '../harness/stop-service-workers.js';
import { buildStrangeSite, demoAuth } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

const CALL = `import os, requests
print(requests.get(f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me").status_code)`;

let built: StrangeSite;
let site: ServedSite;
let platform: DevPlatform;
let profile: Profile;
let page: Page;

beforeAll(async () => {
  built = await buildStrangeSite(await demoAuth(['redirect', 'device']));
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
  page = await openLab();
});
afterEach(({ task }) =>
  profile.close(task.result?.state === 'fail' ? `redirect ${task.name}` : undefined),
);

async function openLab(): Promise<Page> {
  const opened = await profile.newPage();
  await opened.goto(`${site.url}lab/index.html`);
  await untilLab(opened);
  return opened;
}

async function toTheIssuer(): Promise<void> {
  await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-in'));
  await page.getByRole('button', { name: 'Sign in with Mat3ra' }).click();
  await page.getByLabel('E-mail').fill(ADA.email);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signIn(): Promise<void> {
  await toTheIssuer();
  await page.getByRole('button', { name: 'Allow' }).click();
  await untilLab(page);
  await untilStatus(page, 'Ada Example');
}

const authorizations = () =>
  platform.received.filter(({ path }) => path === '/oidc/auth').map(({ query }) => query);

describe('authorization code with PKCE by full redirect', () => {
  it('comes back to the page that it left, signed in, with no code in its address', async () => {
    const addresses: string[] = [];
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await signIn();
    expect(page.url()).toContain('lab/index.html');
    expect(addresses.filter((address) => address.includes('code='))).toEqual([]);
    const notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
    await notebook.runAll();
    expect(await notebook.text()).toBe('200\n');
    expect(await findSecrets(platform, profile, { frame: page, notebooks: [notebook] })).toEqual(
      [],
    );
  });

  it('is finished by a worker that was stopped meanwhile', async () => {
    const other = await openLab();
    await page.bringToFront();
    await toTheIssuer();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await stopServiceWorkers(other);
    await page.getByRole('button', { name: 'Allow' }).click();
    await untilLab(page);
    await untilStatus(page, 'Ada Example');
  });
});

describe('a sign-in that comes back where no worker is', () => {
  it('says what to do, and keeps no code in the address', async () => {
    const other = await openLab();
    await page.bringToFront();
    await toTheIssuer();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await other.evaluate(async () => {
      const registrations = await navigator.serviceWorker.getRegistrations();
      await Promise.all(registrations.map((registration) => registration.unregister()));
    });
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'could not be finished here' }).waitFor();
    await page.getByText('Use a code instead').waitFor();
    expect(page.url()).not.toContain('code=');
  });
});

describe('a sign-in without the user', () => {
  it('happens when the last tab was closed and the issuer still knows the user', async () => {
    await signIn();
    // A page of the platform's stays, so that the profile does.
    const other = await profile.newPage();
    await other.goto(platform.origin);
    await page.close();
    await stopKeepers(other);
    await stopServiceWorkers(other);
    const before = authorizations().length;
    page = await openLab();
    await untilStatus(page, 'Ada Example');
    expect(await page.locator('.jp-AuthBridge-dialog').count()).toBe(0);
    expect(authorizations().slice(before).join('\n')).toContain('prompt=none');
  });

  it('does not happen after the user has signed out', async () => {
    await signIn();
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    await untilStatus(page, 'Sign in to Mat3ra');
    const before = authorizations().length;
    await page.reload();
    await untilLab(page);
    await untilStatus(page, 'Sign in to Mat3ra');
    expect(authorizations()).toHaveLength(before);
  });
});

describe('signing out', () => {
  it("leads, where the user wants it, to the end of the issuer's own session", async () => {
    await signIn();
    await page.evaluate(() => window.jupyterapp.commands.execute('auth-bridge:sign-out'));
    const opening = profile.context.waitForEvent('page');
    await page.getByRole('button', { name: 'Sign out at Mat3ra too' }).click();
    const popup = await opening;
    await popup.getByRole('button', { name: 'Sign out' }).click();
    await untilOver(popup, 'Signed out');
    await toTheIssuer(); // the password is asked for again
  });
});
