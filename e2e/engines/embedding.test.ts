import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import { describe, expect, it } from 'vitest';
import { SITE_PORT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { apiCalls } from '../harness/api-calls.js';
import { EMBEDDED, signInAtPlatform } from '../harness/host-page.js';
import { untilLab } from '../harness/notebook.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import { dialogs, untilStatus } from '../harness/sign-in.js';
import { ENGINES } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

const ME = '/api/v1/users/me';
/** Chromium has more tests of this in e2e/flows; in WebKit it was not looked at yet. */
const OTHERS = ENGINES.filter(([name]) => name === 'firefox');
const SITES = [
  ['the same', SITE_URL],
  ['another', `http://127.0.0.1:${SITE_PORT}/`],
] as const;

describe.each(OTHERS)('in %s', { timeout: SLOW_MS }, (_name, engine) => {
  describe.each(SITES)('a frame of %s site', (_site, siteUrl) => {
    const run = useEngine(engine, undefined, { siteUrl });

    it('has the session of the page with the SDK, renewed, and after the worker was stopped', async () => {
      const { profile, stack } = run();
      const { platform } = stack;
      const call = (frame: ScriptFrame) =>
        frame.evaluate((url) => fetch(url).then(({ status }) => status), platform.origin + ME);
      const page = await profile.newPage();
      await signInAtPlatform(page, platform, 'sdk', ADA);
      const frame = await page.frame(EMBEDDED);
      await untilLab(frame);
      await untilStatus(frame, 'Ada Example');
      expect(await call(frame)).toBe(200);
      platform.expireAuthTokens();
      expect(await call(frame)).toBe(200);
      await profile.stopServiceWorkers();
      platform.expireAuthTokens();
      expect(await call(frame)).toBe(200);
      expect(apiCalls(platform, ME).at(-1)?.caller).toBe('ada@example.org');
      expect(await dialogs(frame)).toBe(0);
    });
  });
});
