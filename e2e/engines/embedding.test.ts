import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import { describe, expect, it } from 'vitest';
import { SITE_PORT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { press } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { EMBEDDED, signInAtPlatform } from '../harness/host-page.js';
import { untilLab } from '../harness/notebook.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import { confirmShownCode, dialogs, untilStatus } from '../harness/sign-in.js';
import { untilLoadedAnew } from '../harness/until-loaded-anew.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const ME = '/api/v1/users/me';
const SITES = [
  ['the same', SITE_URL],
  ['another', `http://127.0.0.1:${SITE_PORT}/`],
] as const;

/** Status of a call that the site's page makes itself. */
const call = (frame: ScriptFrame, origin: string) =>
  frame.evaluate((url) => fetch(url).then(({ status }) => status), origin + ME);

describe.each(enginesOf('engines/embedding'))(
  'in %s',
  { timeout: SLOW_MS },
  (name, engine, isWhole) => {
    // In WebKit, which is slow, both have storage of their own.
    describe.each(isWhole && name !== 'webkit' ? SITES : SITES.slice(1))(
      'a frame of %s site',
      (_site, siteUrl) => {
        const run = useEngine(engine, undefined, { siteUrl });

        it('has the session of the page with the SDK, renewed, and after the worker was stopped', async () => {
          const { profile, stack } = run();
          const { platform } = stack;
          const page = await profile.newPage();
          await signInAtPlatform(page, platform, 'sdk', ADA);
          const frame = await page.frame(EMBEDDED);
          await untilLab(frame);
          await untilStatus(frame, 'Ada Example');
          expect(await call(frame, platform.origin)).toBe(200);
          platform.expireAuthTokens();
          expect(await call(frame, platform.origin)).toBe(200);
          await profile.stopServiceWorkers(frame);
          platform.expireAuthTokens();
          expect(await call(frame, platform.origin)).toBe(200);
          expect(apiCalls(platform, ME).at(-1)?.caller).toBe('ada@example.org');
          expect(await dialogs(frame)).toBe(0);
        });
      },
    );

    if (!isWhole) return;

    // It passes there; the suite has no time for it, and the embeddings are promised in the others.
    const isLong = name === 'webkit' ? ' (not run: WebKit takes 20 s for it)' : '';
    describe.skipIf(isLong !== '')(`a tab${isLong}`, () => {
      const run = useEngine(engine);
      let page: EnginePage;

      /** Clicks on the platform's page; returns the tab. */
      async function openTab(): Promise<EnginePage> {
        const tab = await run().profile.openedBy(() => press(page, 'Open notebooks'));
        await untilLab(tab);
        await untilStatus(tab, 'Ada Example');
        return tab;
      }

      it('has the session over its opener, renewed, and after a reload too', async () => {
        const { profile, stack } = run();
        const { platform } = stack;
        page = await profile.newPage();
        await signInAtPlatform(page, platform, 'sdk&tab=without-code', ADA);
        const tab = await openTab();
        platform.expireAuthTokens();
        expect(await call(tab, platform.origin)).toBe(200);
        await tab.reload();
        await untilLoadedAnew(tab);
        await untilLab(tab);
        await untilStatus(tab, 'Ada Example');
        platform.expireAuthTokens();
        expect(await call(tab, platform.origin)).toBe(200);
        expect(await dialogs(tab)).toBe(0);
        await tab.close();
      });

      it('has it by a code where the platform keeps its windows apart, until it ends: then the user signs in', async () => {
        const { platform } = run().stack;
        await page.goto(`${platform.origin}/notebooks?sdk&coop&tab=with-code`);
        const tab = await openTab();
        expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
        expect(await tab.evaluate(() => location.href)).not.toContain('auth-bridge-code');
        expect(await call(tab, platform.origin)).toBe(200);
        await tab.reload();
        await untilLab(tab);
        await untilStatus(tab, 'Ada Example');
        expect(await dialogs(tab)).toBe(0);
        platform.expireAuthTokens();
        const called = call(tab, platform.origin);
        await confirmShownCode(tab, platform);
        expect(await called).toBe(200);
      });
    });
  },
);
