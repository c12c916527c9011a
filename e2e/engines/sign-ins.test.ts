import { ADA, CLIENT_ID } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_URL } from '../../scripts/lib/e2e-site.mjs';
import { askWorker } from '../harness/ask-worker.js';
import { command, enterPassword, press, untilGone, untilSaid } from '../harness/act.js';
import { buttonNamed, fieldLabelled } from '../harness/find-element.js';
import { findSecrets } from '../harness/find-secrets.js';
import { untilLab } from '../harness/notebook.js';
import { expectCallBy } from '../harness/page-calls.js';
import {
  confirmShownCode,
  dialogs,
  shownCode,
  untilOver,
  untilStatus,
} from '../harness/sign-in.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import type { EnginePage } from './engine.js';
import { endKeeper } from './keeper-control.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const DIALOG = '.jp-AuthBridge-dialog';
/** A sign-in without the user has come to something by then (ms), or another load is needed. */
const SILENT_MS = 20_000;
const LOADS = 3;

/** The platform twice: once in a window, once in place of the page. */
const platform = (label: string, method: string, clientId = CLIENT_ID) => ({
  label,
  type: 'oidc',
  issuer: `${PLATFORM_URL}oidc`,
  clientId,
  scope: 'openid profile email',
  signIn: [method, 'device'],
});
const AUTH = {
  providers: {
    window: platform('Mat3ra', 'popup'),
    leaving: platform('Redirect', 'redirect', `${CLIENT_ID}-leaving`),
  },
  apis: [
    { url: `${PLATFORM_URL}api/v1/`, provider: 'window' },
    { url: `${PLATFORM_URL}api/2018-10-01/`, provider: 'leaving' },
  ],
};
const LEAVING = { provider: 'leaving' };
const BY_WINDOW = '/api/v1/users/me';
const BY_REDIRECT = '/api/2018-10-01/projects';

let built: BakedSite;
beforeAll(async () => {
  built = await bakeSite(AUTH);
}, SLOW_MS);
afterAll(() => built.remove());

// One page for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/sign-ins'))(
  'a sign-in in %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine, () => built.root, { furtherProviders: ['leaving'] });
    let page: EnginePage;
    /** In the site's scope, and no JupyterLab: the worker is there when the other page is not. */
    let bystander: EnginePage;

    beforeAll(async () => {
      const { profile, stack } = run();
      page = await profile.newPage();
      await openLab();
      bystander = await profile.newPage();
      await bystander.goto(`${stack.siteUrl}no-such-page`);
      await page.bringToFront();
    }, SLOW_MS);

    async function openLab(): Promise<void> {
      await page.goto(`${run().stack.siteUrl}lab/index.html`);
      await untilLab(page);
    }

    /** Clicks the dialog's button; returns the issuer's window. */
    async function openWindow(): Promise<EnginePage> {
      const button = await buttonNamed(page, 'Sign in with Mat3ra');
      return run().profile.openedBy(() => page.click(button));
    }

    async function toTheIssuer(): Promise<void> {
      const pulls = run().stack.keeperPulls();
      await command(page, 'auth-bridge:sign-in', LEAVING);
      // A busy WebKit stops workers by itself: what is not with the keeper yet would be lost.
      await expect.poll(() => run().stack.keeperPulls()).toBeGreaterThan(pulls);
      await press(page, 'Sign in with Redirect');
    }

    async function backSignedIn(): Promise<void> {
      await untilLab(page);
      await untilStatus(page, 'Redirect: Ada Example');
      await expectCallBy(ADA, page, run().stack.platform, BY_REDIRECT);
    }

    async function signOut(args: Readonly<Record<string, string>>, label: string): Promise<void> {
      const before = revoked();
      await command(page, 'auth-bridge:sign-out', args);
      await untilStatus(page, `Sign in to ${label}`);
      // Before that the issuer takes it that the user still allows it.
      await expect.poll(revoked).toBe(before + 2);
    }

    /** Neither the page nor storage has a secret, and no address that was shown has a code. */
    async function expectNoTrace(...pages: readonly EnginePage[]): Promise<void> {
      const { profile, stack } = run();
      const shown = pages.flatMap((each) => each.shown ?? []);
      expect(shown.filter((address) => address.includes('code='))).toEqual([]);
      const places = { frame: page, notebooks: [] };
      expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
      expect(stack.siteReceived.filter((path) => path.includes('code='))).toEqual([]);
    }

    const revoked = () =>
      run().stack.platform.received.filter(
        ({ path, status }) => path === '/oidc/token/revocation' && status === 200,
      ).length;
    const authorizations = () =>
      run()
        .stack.platform.received.filter(({ path }) => path === '/oidc/auth')
        .map(({ query }) => query);

    const unseen = engine.name === 'webkit' ? ' (webkit: its addresses are not told)' : '';

    it('in a window says so where the user refuses, and lets them try again', async () => {
      await command(page, 'auth-bridge:sign-in');
      const issuer = await openWindow();
      await enterPassword(issuer, ADA);
      await press(issuer, 'Deny');
      await untilSaid(issuer, 'Sign-in denied');
      await issuer.close();
      await page.bringToFront();
      await untilSaid(page, 'The sign-in to Mat3ra was denied');
      await press(page, 'Try again');
      await buttonNamed(page, 'Sign in with Mat3ra');
    });

    it(`in a window is one click, and no page has the code in its address${unseen}`, async () => {
      const { platform } = run().stack;
      const issuer = await openWindow();
      await press(issuer, 'Allow');
      await untilOver(issuer, 'Signed in');
      await page.bringToFront();
      await untilGone(page, DIALOG);
      await untilStatus(page, 'Mat3ra: Ada Example');
      await expectCallBy(ADA, page, platform, BY_WINDOW);
      const [exchange] = platform.received.filter(({ path }) => path === '/oidc/token');
      expect(exchange?.body).toMatchObject({ grant_type: 'authorization_code' });
      expect(exchange?.body?.code_verifier).toBeDefined();
      await expectNoTrace(page, issuer);
    });

    it("is ended at the issuer's too, where the user wants that", async () => {
      const { profile } = run();
      await signOut({}, 'Mat3ra');
      const button = await buttonNamed(page, 'Sign out at Mat3ra too');
      const issuer = await profile.openedBy(() => page.click(button));
      await press(issuer, 'Sign out');
      await untilOver(issuer, 'Signed out');
      await page.bringToFront();
    });

    it('gives way to a code; one that is denied says so and is followed by another', async () => {
      const { platform } = run().stack;
      await command(page, 'auth-bridge:sign-in');
      await press(page, 'Use a code instead');
      const first = await shownCode(page);
      await platform.denyDevice(first);
      await untilSaid(page, 'The sign-in to Mat3ra was denied');
      await press(page, 'Get a new code');
      expect(await shownCode(page)).not.toBe(first);
      await confirmShownCode(page, platform);
      await untilStatus(page, 'Mat3ra: Ada Example');
      await signOut({}, 'Mat3ra');
    });

    it(`by redirect comes back to its page, with no code in its address${unseen}`, async () => {
      await toTheIssuer();
      // It was signed out of there: it asks for the password again.
      await fieldLabelled(page, 'Password');
      await enterPassword(page, ADA);
      await press(page, 'Allow');
      await backSignedIn();
      expect(await page.evaluate(() => location.pathname)).toBe('/lab/index.html');
      await expectNoTrace(page);
    });

    it('by redirect is finished by a worker that was stopped meanwhile', async () => {
      const { profile, stack } = run();
      await signOut(LEAVING, 'Redirect');
      await toTheIssuer();
      const allow = await buttonNamed(page, 'Allow');
      const starts = stack.workerStarts();
      await profile.stopServiceWorkers();
      await page.click(allow);
      await backSignedIn();
      await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
    });

    /** Loads JupyterLab until the worker has signed in by itself: it gives a busy machine's issuer 8 s, once a load. */
    async function openLabSignedIn(): Promise<void> {
      for (let i = 0; i < LOADS; i += 1) {
        await openLab();
        for (const end = Date.now() + SILENT_MS; Date.now() < end;) {
          const { state } = await askWorker(page, { type: 'auth-bridge:get-state' });
          const leaving = state.providers.find(({ id }) => id === LEAVING.provider);
          if (leaving?.status === 'signed-in') return;
          await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
        }
      }
    }

    it('is done without the user where nobody has the session and the issuer knows them', async () => {
      const { profile, stack } = run();
      const before = authorizations().length;
      await endKeeper(page);
      await page.goto(stack.platform.origin);
      await profile.stopServiceWorkers();
      await openLabSignedIn();
      await backSignedIn();
      expect(await dialogs(page)).toBe(0);
      expect(authorizations().slice(before).join('\n')).toContain('prompt=none');
    });

    it('is not done without the user after a sign-out', async () => {
      await signOut(LEAVING, 'Redirect');
      const before = authorizations().length;
      await page.reload();
      await untilLab(page);
      await untilStatus(page, 'Sign in to Redirect');
      expect(authorizations()).toHaveLength(before);
    });

    it('by redirect that finds no worker says what to do, and keeps no code in the address', async () => {
      await toTheIssuer();
      const allow = await buttonNamed(page, 'Allow');
      await bystander.evaluate(async () => {
        const registrations = await navigator.serviceWorker.getRegistrations();
        await Promise.all(registrations.map((registration) => registration.unregister()));
      });
      await page.bringToFront();
      await page.click(allow);
      await untilSaid(page, 'could not be finished here');
      await untilSaid(page, 'Use a code instead');
      expect(await page.evaluate(() => location.href)).not.toContain('code=');
    });
  },
);
