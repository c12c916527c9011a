import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_URL } from '../../scripts/lib/e2e-site.mjs';
import { command, press, untilGone, untilSaid } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { untilLab } from '../harness/notebook.js';
import { statusAndProblem } from '../harness/page-calls.js';
import { PlainKernel } from '../harness/plain-kernel.js';
import { confirmShownCode, dialogs, shownCode, untilStatus } from '../harness/sign-in.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import { demoAuth } from '../harness/demo-auth.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { holdKeeper } from './keeper-control.js';
import { SLOW_MS, openLab, useEngine } from './use-engine.js';

const ME = '/api/v1/users/me';
const JOBS = '/api/2018-10-01/jobs';
const NOTEBOOK = 'analysis.ipynb';
const DIALOG = '.jp-AuthBridge-dialog';
const RULES = [
  { url: `${PLATFORM_URL}api/2018-10-01/jobs`, provider: 'platform', access: 'ask' },
  { url: `${PLATFORM_URL}api/`, provider: 'platform' },
];

let built: BakedSite;
beforeAll(async () => {
  built = await bakeSite(await demoAuth({ signIn: ['device'], apis: RULES }));
}, SLOW_MS);
afterAll(() => built.remove());

// Two tabs and one kernel for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/lasting'))(
  'in two tabs of %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    const run = useEngine(engine, () => built.root);
    let page: EnginePage;
    let other: EnginePage;
    let kernel: PlainKernel;

    beforeAll(async () => {
      other = await openLab(run());
      page = await openLab(run());
      kernel = await PlainKernel.start(page, NOTEBOOK);
      // It fetches the list of calls all the time: a worker that is stopped has lost it.
      await command(page, 'auth-bridge:show-panel');
    }, SLOW_MS);

    const url = (path: string) => run().stack.platform.origin + path;
    const calls = (path: string) => apiCalls(run().stack.platform, path);
    const posted = (path: string, grant?: string) =>
      run().stack.platform.received.filter(
        (request) =>
          request.path === path &&
          request.method === 'POST' &&
          (grant === undefined || request.body?.grant_type === grant),
      );
    const refreshes = () => posted('/oidc/token', 'refresh_token').length;

    async function expectSignedOut(...tabs: readonly EnginePage[]): Promise<void> {
      for (const tab of tabs) await untilStatus(tab, 'Sign in to Mat3ra');
    }

    /** Resolves when the tab's dialog has these words. */
    async function untilAsked(tab: EnginePage, words: string): Promise<void> {
      await tab.waitForFunction(
        ([dialog, words]) =>
          document.querySelector<HTMLElement>(dialog)?.innerText.includes(words) ?? false,
        [DIALOG, words] as const,
        { timeout: 60_000, polling: 100 },
      );
    }

    /** As users do it: a click into a tab that is not in front waits in Firefox. */
    async function pressIn(tab: EnginePage, name: string): Promise<void> {
      await tab.bringToFront();
      await press(tab, name);
    }

    it('a call shows one code in both; closing one dialog ends both, and the call at once', async () => {
      const waiting = kernel.call(url(ME));
      const code = await shownCode(page);
      expect(await shownCode(other)).toBe(code);
      expect(posted('/oidc/device/auth')).toHaveLength(1);
      await pressIn(other, 'Cancel sign-in');
      await untilGone(page, DIALOG);
      // Without the word of the user it would have another code, 25 s after the call.
      expect(await waiting).toBe('401 sign-in-cancelled');
      expect(calls(ME)).toEqual([]);
    });

    it('a hundred calls that come back 401 make one refresh, and all of them succeed', async () => {
      const { platform } = run().stack;
      await command(page, 'auth-bridge:sign-in');
      await confirmShownCode(page, platform);
      await untilStatus(other, 'Ada Example');
      platform.expireAccessTokens();
      const [before, refreshed] = [calls(ME).length, refreshes()];
      const statuses = await kernel.run(async (url) => {
        const calls = Array.from({ length: 100 }, (_, i) => fetch(`${url}?i=${i}`));
        return (await Promise.all(calls)).map(({ status }) => status);
      }, url(ME));
      expect(statuses).toEqual(Array(100).fill(200));
      expect(refreshes() - refreshed).toBe(1);
      const refused = calls(ME)
        .slice(before)
        .filter(({ status }) => status === 401);
      expect(refused.length).toBeGreaterThan(1);
    });

    it('a call waits for another sign-in where the platform has ended the session', async () => {
      const { platform } = run().stack;
      platform.revokeSessions();
      const waiting = kernel.call(url(ME));
      await confirmShownCode(page, platform);
      expect(await waiting).toBe('200');
      await untilStatus(other, 'Ada Example');
    });

    it('both ask about a call that a rule wants asked about, until one has the answer', async () => {
      const asked = kernel.call(url(`${JOBS}?name=private`));
      for (const tab of [page, other]) {
        await untilAsked(tab, `${PLATFORM_URL}api/2018-10-01/jobs?name`);
        await untilAsked(tab, NOTEBOOK);
      }
      expect(calls(JOBS)).toEqual([]);
      await pressIn(other, 'Once');
      await untilGone(page, DIALOG);
      expect(await asked).toBe('200');
      expect(calls(JOBS).map(({ caller }) => caller)).toEqual(['ada@example.org']);

      const again = kernel.call(url(JOBS));
      await untilAsked(other, NOTEBOOK);
      await pressIn(page, 'No');
      await untilGone(other, DIALOG);
      expect(await again).toBe('403 call-declined');
      expect(calls(JOBS)).toHaveLength(1);
    });

    it('the list of calls has each of them, with its notebook, rule and status, and no value', async () => {
      await untilSaid(page, 'call-declined');
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.jp-AuthBridge-call')].map((row) =>
          row.innerText.replace(/\s+/g, ' '),
        ),
      );
      expect(rows[0]).toMatch(/^GET 403 .*call-declined .*\/jobs .*analysis\.ipynb · rule 0/);
      expect(rows[1]).toMatch(/^GET 200 .*\/jobs\?name .*analysis\.ipynb · rule 0/);
      expect(rows.join()).not.toMatch(/private|jlab_/);
    });

    it('calls wait for a keeper that is held up, get 503 in the end, and succeed once it goes on', async () => {
      const received = calls(ME).length;
      const goOn = await holdKeeper(page);
      await run().profile.stopServiceWorkers();
      expect(await statusAndProblem(page, url(ME))).toBe('503 session-restoring');
      expect(await dialogs(page)).toBe(0);
      expect(calls(ME)).toHaveLength(received);
      await goOn();
      expect(await statusAndProblem(page, url(ME))).toBe('200');
      await untilStatus(page, 'Ada Example');
    });

    it("a kernel that takes the keeper's locks away changes nothing: the tabs ask it for others", async () => {
      const held = () =>
        page.evaluate(async () => {
          const { held = [] } = await navigator.locks.query();
          return held
            .map(({ name = '' }) => name)
            .filter((name) => name.startsWith('auth-bridge:'));
        });
      const before = await held();
      expect(before.length).toBeGreaterThanOrEqual(2);
      await kernel.run(async (names) => {
        for (const name of names) {
          await navigator.locks.request(name, { steal: true }, () => undefined);
        }
      }, before);
      const fresh = async () => (await held()).filter((name) => !before.includes(name)).length;
      await expect.poll(fresh).toBe(2);
      await run().profile.stopServiceWorkers();
      expect(await kernel.call(url(ME))).toBe('200');
    });

    it('a sign-out ends both and every stand-in, and no keeper that missed it brings it back', async () => {
      const goOn = await holdKeeper(page);
      const received = calls(ME).length;
      await command(other, 'auth-bridge:sign-out');
      await expectSignedOut(page, other);
      expect(await kernel.call(url(ME))).toBe('401 handle-unknown');
      expect(await kernel.newestHandle()).not.toBe(kernel.handle);
      expect(posted('/oidc/token/revocation').length).toBeGreaterThanOrEqual(2);
      await run().profile.stopServiceWorkers();
      await goOn();
      await page.reload();
      await untilLab(page);
      await expectSignedOut(page, other);
      expect(calls(ME)).toHaveLength(received);
    });
  },
);
