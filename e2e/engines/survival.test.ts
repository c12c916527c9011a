import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, press, untilGone, untilSaid } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { untilLab } from '../harness/notebook.js';
import { expectCallBy, statusAndProblem } from '../harness/page-calls.js';
import { confirmShownCode, dialogs, shownCode, untilStatus } from '../harness/sign-in.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import { demoAuth } from '../harness/demo-auth.js';
import type { EnginePage } from './engine.js';
import { putClockForward } from './engine-stack.js';
import { endKeeper, stopKeeper } from './keeper-control.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, openLab, useEngine } from './use-engine.js';

const ME = '/api/v1/users/me';
/** Longer than the platform's access tokens live. */
const AFTER_TOKENS_MS = 40 * 60_000;
const DIALOG = '.jp-AuthBridge-dialog';
const SECOND_SCRIPTS = '/auth-bridge-scripts/';
/** JupyterLite's own worker answers here. */
const HEARTBEAT = '/api/service-worker-heartbeat';

/** The site with an auth.json that its owner changes while it is in use. */
let changed: BakedSite;
beforeAll(async () => {
  changed = await bakeSite(await demoAuth({ label: 'Mat3ra of today' }));
}, SLOW_MS);
afterAll(() => changed.remove());

// One sign-in for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/survival'))(
  'a session in %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine);
    let page: EnginePage;

    beforeAll(async () => {
      page = await openLab(run());
      await command(page, 'auth-bridge:sign-in');
      await confirmShownCode(page, run().stack.platform);
      await goesOn(1);
    }, SLOW_MS);

    const asked = (path: string, grant?: string) =>
      run().stack.platform.received.filter(
        (request) =>
          request.path === path &&
          request.method === 'POST' &&
          (grant === undefined || request.body?.grant_type === grant),
      ).length;
    const codesAsked = () => asked('/oidc/device/auth');
    const refreshes = () => asked('/oidc/token', 'refresh_token');

    const call = () => statusAndProblem(page, `${run().stack.platform.origin}${ME}`);

    /** The user is asked for nothing, calls succeed, and what JupyterLite's own worker does is done. */
    async function goesOn(codes: number): Promise<void> {
      await untilLab(page);
      await untilStatus(page, 'Ada Example');
      await expectCallBy(ADA, page, run().stack.platform, ME);
      expect(await page.evaluate((url) => fetch(url).then((r) => r.text()), HEARTBEAT)).toBe('ok');
      expect(await dialogs(page)).toBe(0);
      expect(codesAsked()).toBe(codes);
      for (const { headers } of apiCalls(run().stack.platform, '/api/')) {
        const credential = headers.authorization ?? headers['x-auth-token'] ?? '';
        expect(credential).not.toBe('');
        expect(credential).not.toContain('jlab_');
      }
    }

    async function stopWorker(): Promise<void> {
      await run().profile.stopServiceWorkers();
    }

    it('is kept over a reload, also one that finds the worker stopped', async () => {
      const { stack } = run();
      await page.reload();
      await goesOn(1);
      const starts = stack.workerStarts();
      await stopWorker();
      await page.reload();
      await goesOn(1);
      await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
    });

    const noHardReload = engine.name === 'webkit' ? ' (webkit: its driver has none)' : '';
    it.skipIf(noHardReload !== '')(
      `is kept over a hard reload, which leaves the page without control at first${noHardReload}`,
      async () => {
        await page.reloadHard?.();
        await goesOn(1);
      },
    );

    it("is kept when JupyterLite's own manager would unregister every worker: another version", async () => {
      await page.evaluate(() => {
        const entries = Object.keys(localStorage).filter((key) => key.endsWith('-version'));
        if (entries.length !== 1) throw new Error(`not one entry: ${entries.join(' ')}`);
        for (const entry of entries) localStorage.setItem(entry, '0.0.1');
      });
      await page.reload();
      await goesOn(1);
    });

    it('is shared with a second tab, and kept when that is closed', async () => {
      const { platform } = run().stack;
      const other = await openLab(run());
      await untilStatus(other, 'Ada Example');
      await expectCallBy(ADA, other, platform, ME);
      await other.close();
      await page.bringToFront();
      await goesOn(1);
      await stopWorker();
      await goesOn(1);
    });

    it('is kept when the browser ends its keeper, and the worker after that', async () => {
      const { stack } = run();
      await stopKeeper(page);
      const pulls = stack.keeperPulls();
      await expect.poll(() => stack.keeperPulls()).toBeGreaterThan(pulls);
      await stopWorker();
      await goesOn(1);
    });

    const noOffline = {
      chromium: '',
      firefox: ' (firefox: offline, its worker still reaches the servers of its own computer)',
      webkit: ' (webkit: its driver cannot)',
    }[engine.name];
    it.skipIf(noOffline !== '')(
      `outlives a connection that is gone, of which calls tell in words${noOffline}`,
      async () => {
        const { profile, stack } = run();
        await profile.setOffline?.(true);
        expect(await call()).toBe('502 api-unreachable');
        stack.platform.expireAccessTokens();
        expect(await call()).toBe('502 api-unreachable');
        await untilStatus(page, 'Ada Example');
        await profile.setOffline?.(false);
        const before = refreshes();
        await goesOn(1);
        expect(refreshes() - before).toBe(1);
      },
    );

    it('goes on when the clock jumps past the end of its token, and when it is set back', async () => {
      const { platform } = run().stack;
      expect(await call()).toBe('200');
      const [before, received] = [refreshes(), platform.received.length];
      await putClockForward(page, AFTER_TOKENS_MS);
      expect(await call()).toBe('200');
      expect(refreshes() - before).toBe(1);
      const statuses = platform.received.slice(received).map(({ status }) => status);
      expect(statuses).not.toContain(401);
      await stopWorker();
      await goesOn(1);
      expect(refreshes() - before).toBe(1);
    });

    it('goes on after the computer has slept: the worker stopped, the token ended', async () => {
      const { platform, siteReceived } = run().stack;
      platform.expireAccessTokens();
      // The browser's own look for a newer version asks for both scripts: not in between.
      await page.evaluate(async () => {
        await (await navigator.serviceWorker.ready).update();
      });
      await stopWorker();
      const before = refreshes();
      const scripts = siteReceived.filter((path) => path.startsWith(SECOND_SCRIPTS));
      await goesOn(1);
      expect(refreshes() - before).toBe(1);
      // What the exchange needs, the browser has kept with the worker.
      expect(scripts).not.toEqual([]);
      expect(siteReceived.filter((path) => path.startsWith(SECOND_SCRIPTS))).toEqual(scripts);
    });

    it('goes on in a tab that was open while the site got another auth.json', async () => {
      const { stack } = run();
      await stack.publish(changed.root);
      const other = await openLab(run());
      await untilStatus(other, 'Ada Example');
      await other.close();
      await page.bringToFront();
      await untilSaid(page, 'This site has a new version. Your notebooks keep running.');
      expect(await call()).toBe('200');
      await page.evaluate(() => {
        Object.assign(window, { old: true });
      });
      await press(page, 'Reload');
      await page.waitForFunction(() => !('old' in window), undefined, { polling: 100 });
      await goesOn(1);
      expect(await page.evaluate(() => document.body.innerText)).not.toContain('was updated');
    });

    const outlives = engine.name === 'chromium';
    it(`${outlives ? 'outlives' : 'ends with'} the last tab, the worker stopped`, async () => {
      const { profile, stack } = run();
      const other = await profile.newPage(); // keeps the profile open
      await other.goto(stack.platform.origin);
      await stopWorker();
      await page.close();
      page = await openLab(run());
      if (outlives) return goesOn(1);
      const waiting = call();
      await confirmShownCode(page, stack.platform);
      expect(await waiting).toBe('200');
      await goesOn(2);
    });

    it('begins also with a code that is confirmed while the worker is stopped', async () => {
      const { platform } = run().stack;
      await command(page, 'auth-bridge:sign-out');
      await untilStatus(page, 'Sign in to Mat3ra of today');
      await command(page, 'auth-bridge:sign-in');
      const code = await shownCode(page);
      const codes = codesAsked();
      // A browser stops a worker that has nothing to do: not before the keeper has heard of the code.
      const polls = asked('/oidc/token');
      await expect.poll(() => asked('/oidc/token')).toBeGreaterThan(polls);
      await stopWorker();
      await platform.confirmDevice(code);
      await untilGone(page, DIALOG);
      await goesOn(codes);
    });

    // Firefox loads the page without the worker then, and ends the keeper before the worker starts.
    const loses = engine.name === 'firefox';
    it.skipIf(noHardReload !== '')(
      `${loses ? 'ends with' : 'is kept over'} a hard reload of the only tab, the worker stopped${noHardReload}`,
      async () => {
        const codes = codesAsked();
        await stopWorker();
        await page.reloadHard?.();
        if (!loses) return goesOn(codes);
        await untilLab(page);
        await untilStatus(page, 'Sign in to Mat3ra of today');
        const waiting = call();
        await confirmShownCode(page, run().stack.platform);
        expect(await waiting).toBe('200');
        await goesOn(codes + 1);
      },
    );

    it('that nobody has any more is waited for by calls, and signed in to anew', async () => {
      const codes = codesAsked();
      await endKeeper(page);
      await stopWorker();
      const waiting = call();
      await confirmShownCode(page, run().stack.platform);
      expect(await waiting).toBe('200');
      await goesOn(codes + 1);
    });
  },
);
