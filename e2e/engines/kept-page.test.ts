import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../harness/act.js';
import { apiCalls } from '../harness/api-calls.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { expectCallBy } from '../harness/page-calls.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, openLab, useEngine } from './use-engine.js';

const ME = '/api/v1/users/me';

const SET_UP = `import os, requests
url = f"http://localhost:{os.environ['API_PORT']}${ME}"
def call(query):
    headers = {"Authorization": "Bearer " + os.environ["OIDC_ACCESS_TOKEN"]}
    return requests.get(f"{url}?{query}", headers=headers).status_code`;

const TRIES = 5;
const HERS = `200 by ${ADA.email}`;

// One page, one kernel and one session for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/kept-page'))('in %s', { timeout: SLOW_MS }, (name, engine) => {
  const why = name === 'firefox' ? ' (firefox: keeps none of JupyterLite, and loads it anew)' : '';
  describe.skipIf(why)(`a page that the browser keeps when it is left${why}`, () => {
    const run = useEngine(engine, undefined, undefined, { keepsPages: true });
    let page: EnginePage;
    let other: EnginePage;
    let notebook: Notebook;

    beforeAll(async () => {
      page = await openLab(run());
      await signIn(page);
      notebook = await Notebook.create(page, 'calls.ipynb', [SET_UP]);
      await notebook.runAll();
      expect(await callOfKernel()).toBe(HERS);
      other = await openLab(run());
    }, SLOW_MS);

    async function signIn(tab: EnginePage): Promise<void> {
      await command(tab, 'auth-bridge:sign-in');
      await confirmShownCode(tab, run().stack.platform);
      await untilStatus(tab, 'Ada Example');
    }

    async function leave(): Promise<void> {
      await page.bringToFront();
      await page.evaluate(() => void Object.assign(window, { isKept: true }));
      await page.goto(run().stack.platform.origin);
    }

    /** Resolves with whether it is the page that was left. */
    async function goBack(): Promise<boolean> {
      await page.bringToFront();
      await page.back();
      await untilLab(page);
      return page.evaluate(() => 'isKept' in window);
    }

    let asked = 0;
    /** What a call of the kernel's comes to, and whose the platform took it for. */
    async function callOfKernel(): Promise<string> {
      const query = `kernel=${(asked += 1)}`;
      const status = await notebook.execute(`print(call("${query}"))`);
      const sent = apiCalls(run().stack.platform, ME).filter((call) => call.query === query);
      return `${status.trim()} by ${sent.map(({ caller }) => caller).join()}`;
    }

    /** Leaves the page and comes back; tries again where a busy browser has not kept it, and has loaded it anew. */
    async function untilKept(meanwhile: () => Promise<void>): Promise<void> {
      for (let i = 0; i < TRIES; i += 1) {
        await leave();
        await meanwhile();
        if (await goBack()) return;
        notebook = await Notebook.opened(page, notebook.path);
        await notebook.execute(SET_UP);
      }
      throw new Error(`The browser has not kept the page in ${TRIES} tries.`);
    }

    it('goes on where it was, the worker stopped meanwhile or not', async () => {
      await untilKept(() => Promise.resolve());
      expect(await callOfKernel()).toBe(HERS);
      await untilKept(async () => {
        await other.bringToFront();
        await run().profile.stopServiceWorkers(other);
      });
      expect(await callOfKernel()).toBe(HERS);
    });

    it('hears of a sign-out in another tab', async () => {
      await leave();
      await other.bringToFront();
      await command(other, 'auth-bridge:sign-out');
      await untilStatus(other, 'Sign in to Mat3ra');
      await goBack();
      await untilStatus(page, 'Sign in to Mat3ra');
    });

    it('hears of a sign-in in another tab', async () => {
      await leave();
      await other.bringToFront();
      await signIn(other);
      await goBack();
      await untilStatus(page, 'Ada Example');
      await expectCallBy(ADA, page, run().stack.platform, ME);
    });

    const anew = name === 'chromium';
    const how = anew ? ' (chromium: loads the page anew where there are new ones)' : '';
    it.skipIf(anew)(`gives its kernels the new handles${how}`, async () => {
      await expect.poll(callOfKernel, { timeout: 30_000 }).toBe(HERS);
    });

    it('is signed in where it was the last one, and the worker was stopped', async () => {
      await other.close();
      await run().profile.stopServiceWorkers(page);
      await leave();
      // Chromium gives it up at times where its worker has ended, and loads it anew: signed in, too.
      await goBack();
      await untilStatus(page, 'Ada Example');
      await expectCallBy(ADA, page, run().stack.platform, ME);
    });
  });
});
