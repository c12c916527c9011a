import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { closeBrowser, newProfile } from '../harness/browser.js';
import type { Profile } from '../harness/browser.js';
import { untilLab } from '../harness/notebook.js';
import { shownCode, untilStatus } from '../harness/sign-in.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';

const DIALOG = '.jp-AuthBridge-dialog';

let issuer: MockProvider;
let built: BakedSite;
let site: ServedSite;
let profile: Profile;

beforeAll(async () => {
  issuer = await MockProvider.start({
    clientId: 'notebooks',
    refreshTokens: 'none',
    accessTokenSeconds: 5,
    interval: 1,
  });
  built = await bakeSite({
    providers: {
      archive: {
        label: 'Archive',
        type: 'oidc',
        issuer: issuer.issuer,
        clientId: 'notebooks',
        signIn: ['device'],
      },
    },
    apis: [{ url: `${issuer.origin}/api/`, provider: 'archive' }],
  });
  site = await serveSite({ root: built.root, port: SITE_PORT });
  profile = await newProfile();
});
afterAll(async () => {
  await profile.close();
  await closeBrowser();
  await Promise.all([site.stop(), issuer.stop()]);
  await built.remove();
});

async function confirm(page: Page): Promise<string> {
  const code = await shownCode(page);
  const given = issuer.secrets.length;
  issuer.approve(code);
  await page.locator(DIALOG).waitFor({ state: 'detached' });
  // The words of the sign-in before may be there still.
  await expect.poll(() => issuer.secrets.length).toBeGreaterThan(given);
  return code;
}

it('a session that has ended, and that nobody renews, is signed in again from its dialog', async () => {
  const page = await profile.newPage();
  await page.goto(`${site.url}lab/index.html`);
  await untilLab(page);
  await untilStatus(page, 'Sign in to Archive');
  await page.locator('.jp-AuthBridge-statusButton').click();
  const first = await confirm(page);

  await untilStatus(page, '· ended');
  await page.locator('.jp-AuthBridge-statusButton').click();
  await page.locator(DIALOG).getByText('sign in again').waitFor();
  await page.locator(DIALOG).getByRole('button', { name: 'Sign in', exact: true }).click();
  const second = await confirm(page);
  expect(second).not.toBe(first);
  await page.getByText('Signed in to Archive').first().waitFor();
});
