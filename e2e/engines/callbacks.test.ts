import { ADA, CLIENT_ID } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_URL } from '../../scripts/lib/e2e-site.mjs';
import { enterPassword } from '../harness/act.js';
import { askWorker } from '../harness/ask-worker.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import { buttonNamed } from '../harness/find-element.js';
import { findSecrets } from '../harness/find-secrets.js';
import { expectCallBy } from '../harness/page-calls.js';
import { untilOver } from '../harness/sign-in.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { inState, openPlainPage } from './plain-page.js';
import { SLOW_MS, useEngine } from './use-engine.js';

/** The platform twice: once in place of the page, once in a window. */
const platform = (method: string, clientId = CLIENT_ID) => ({
  type: 'oidc',
  issuer: `${PLATFORM_URL}oidc`,
  clientId,
  scope: 'openid profile email',
  signIn: [method],
});
const AUTH = {
  providers: {
    leaving: platform('redirect'),
    window: platform('popup', `${CLIENT_ID}-window`),
  },
  apis: [
    { url: `${PLATFORM_URL}api/v1/`, provider: 'leaving' },
    { url: `${PLATFORM_URL}api/2018-10-01/`, provider: 'window' },
  ],
};

let built: BakedSite;
beforeAll(async () => {
  built = await bakeSite(AUTH);
}, SLOW_MS);
afterAll(() => built.remove());

// Pages without JupyterLab: e2e/engines/sign-ins has the dialogs, too. The second test goes on from the first.
describe.each(enginesOf('engines/callbacks'))(
  'an answer of the issuer in %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine, () => built.root, { furtherProviders: ['window'] });
    let page: EnginePage;
    let bystander: EnginePage;

    beforeAll(async () => {
      bystander = await openPlainPage(run());
      page = await openPlainPage(run());
    }, SLOW_MS);

    const told =
      engine.name === 'webkit'
        ? ' (webkit: asks the web host as well while the worker starts)'
        : '';

    /** Starts a sign-in; resolves with the worker's own address that leads on to the issuer. */
    async function begin(provider: string, method: 'redirect' | 'popup'): Promise<string> {
      await askWorker(page, { type: 'auth-bridge:sign-in', provider, method });
      const signIn = await inState(
        page,
        ({ providers }) => providers.find(({ id }) => id === provider)?.signIn?.id,
      );
      const back = await page.evaluate(() => location.href);
      const query = new URLSearchParams({ provider, 'sign-in': signIn, return: back });
      return `${run().stack.siteUrl}auth-bridge/start?${query.toString()}`;
    }

    /** No page has shown a code, the web host got none, and no secret is where pages can look. */
    async function expectNoTrace(...pages: readonly EnginePage[]): Promise<void> {
      const { profile, stack } = run();
      const shown = pages.flatMap((each) => each.shown ?? []);
      if (told === '') shown.push(...stack.siteReceived);
      expect(shown.filter((address) => address.includes('code='))).toEqual([]);
      const places = { frame: page, notebooks: [] };
      expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
    }

    it(`that comes by redirect is taken by a worker that was stopped meanwhile, and told to no web host${told}`, async () => {
      const { profile, stack } = run();
      const url = await begin('leaving', 'redirect');
      const left = await page.evaluate(() => location.href);
      await page.evaluate((url) => location.assign(url), url);
      await enterPassword(page, ADA);
      const allow = await buttonNamed(page, 'Allow');
      const starts = stack.workerStarts();
      await profile.stopServiceWorkers(bystander);
      await page.click(allow);
      // The fragment keeps the issuer's own from being inherited.
      await page.waitForFunction((left) => location.href.replace(/#_$/, '') === left, left, {
        polling: 100,
      });
      await expectCallBy(ADA, page, stack.platform, '/api/v1/users/me');
      await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
      await expectNoTrace(page);
    });

    it('that comes in a window signs the page in that has opened it', async () => {
      const { profile, stack } = run();
      const url = await begin('window', 'popup');
      await page.evaluate((url) => {
        const button = Object.assign(document.createElement('button'), { textContent: 'Sign in' });
        button.onclick = () => window.open(url, '_blank', 'noopener');
        document.body.replaceChildren(button);
      }, url);
      const issuer = await profile.openedBy(() => page.click('button'));
      await issuer.click(await buttonNamed(issuer, 'Allow'));
      await untilOver(issuer, 'Signed in');
      await page.bringToFront();
      await expectCallBy(ADA, page, stack.platform, '/api/2018-10-01/projects');
      await expectNoTrace(page, issuer);
    });
  },
);
