import type { DevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiCalls } from '../harness/api-calls.js';
import { findSecrets } from '../harness/find-secrets.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import type { EnginePage } from './engine.js';
import { enginesOf } from './engines.js';
import { SLOW_MS, useEngine } from './use-engine.js';

/** The kernel that makes forty calls says on it that it rests, and the test that it may go on. */
const RESTS = 'e2e-rests';
const REST_COUNT = 20;

const SET_UP = `import collections, os
import js, requests
url = f"http://localhost:{os.environ['API_PORT']}/api/v1/users/me"
handle = os.environ["OIDC_ACCESS_TOKEN"]
async def by_fetch(query):
    return (await js.fetch(f"{url}?{query}")).status
def by_xhr(query):
    request = js.XMLHttpRequest.new()
    request.open("GET", f"{url}?{query}", False)
    request.setRequestHeader("Authorization", "Bearer " + os.environ["OIDC_ACCESS_TOKEN"])
    request.send(None)
    return request.status
print(requests.get(f"{url}?first").status_code)`;

const SHOW_PLANTED = `if "planted" in globals():
    print(planted)`;

/** JupyterLite's own service worker serves the drive. */
const DRIVE = `from pathlib import Path
Path("kept.txt").write_text("by the kernel")
print(Path("kept.txt").read_text())`;

const FORTY_CALLS = `from pyodide.code import run_js
rest = run_js("""() => new Promise((resolve) => {
  const channel = new BroadcastChannel("${RESTS}");
  channel.onmessage = () => {
    channel.close();
    resolve();
  };
  channel.postMessage("resting");
})""")
seen = collections.Counter()
for i in range(${REST_COUNT}):
    seen[await by_fetch(f"forty=fetch-{i}")] += 1
    seen[by_xhr(f"forty=xhr-{i}")] += 1
    await rest()
print(dict(seen))`;

/** As the platform's notebooks do it. */
const FORCED = `import piplite
await piplite.install(["mat3ra-api-client", "mat3ra-notebooks-utils", "ipywidgets"])
from mat3ra.notebooks_utils.auth import authenticate
from mat3ra.api_client import APIClient
await authenticate()
await authenticate(force=True)
print("accounts:", len(APIClient.authenticate().list_accounts()) > 0)`;

/** The page, once it counts the kernel's rests. */
interface Resting {
  readonly rests: { readonly count: number; readonly goOn: () => void };
}

const accessTokens = (platform: DevPlatform) =>
  platform
    .issuedSecrets()
    .filter(({ kind }) => kind === 'access-token')
    .map(({ value }) => value);

// One browser, one kernel and one sign-in for all the tests of an engine: each goes on from the last.
describe.each(enginesOf('engines/standalone'))(
  'the standalone site in %s',
  { timeout: SLOW_MS },
  (_name, engine, isWhole) => {
    const run = useEngine(engine);
    let page: EnginePage;
    let notebook: Notebook;

    beforeAll(async () => {
      const { profile, stack } = run();
      page = await profile.newPage();
      await page.goto(`${stack.siteUrl}lab/index.html`);
      await untilLab(page);
      notebook = await Notebook.create(page, 'calls.ipynb', [SET_UP, SHOW_PLANTED]);
    }, SLOW_MS);

    /** Every call with this in its query came with a real token of Ada's, and was answered. */
    function expectHers(query: string, count: number): void {
      const { platform } = run().stack;
      const tokens = accessTokens(platform).map((token) => `Bearer ${token}`);
      const received = apiCalls(platform, '/api/v1/users/me');
      const calls = received.filter((call) => call.query.includes(query));
      expect(calls).toHaveLength(count);
      for (const { status, caller, headers } of calls) {
        expect(status).toBe(200);
        expect(caller).toBe('ada@example.org');
        expect(tokens).toContain(headers.authorization);
      }
    }

    it('asks for one confirmed code, and lets neither page nor kernel see a token', async () => {
      const { profile, stack } = run();
      await notebook.runAll({ wait: false });
      await confirmShownCode(page, stack.platform);
      await notebook.untilDone();
      expect(await notebook.text()).toBe('200\n\n');
      expectHers('first', 1);
      await untilStatus(page, 'Ada Example');

      const places = { frame: page, notebooks: [notebook] };
      expect(await findSecrets(stack.platform, profile, places)).toEqual([]);
    });

    const deaf = engine.name === 'webkit' ? ', the console aside (webkit: does not tell it)' : '';
    it(`would have seen one in page, storage, console, kernel and file${deaf}`, async () => {
      const { profile, stack } = run();
      const [token = ''] = accessTokens(stack.platform);
      await page.evaluate((token) => {
        localStorage.setItem('planted', token);
        document.cookie = `planted=${token}`;
        Object.assign(window, { planted: { deep: [token] } });
        document.body.append(Object.assign(document.createElement('p'), { textContent: token }));
      }, token);
      await notebook.execute(`planted = "${token}"\njs.console.log(planted)`);
      await notebook.runAll();
      if (deaf === '') await expect.poll(() => profile.console?.join('\n')).toContain(token);

      const places = { frame: page, notebooks: [notebook] };
      const found = await findSecrets(stack.platform, profile, places);
      const console = deaf === '' ? ['console'] : [];
      const inNotebook = ['kernel', 'outputs', 'saved'].map((place) => `calls.ipynb ${place}`);
      const inPage = ['page', 'page scripts', 'storage', 'cookies'];
      for (const place of [...console, ...inPage, ...inNotebook]) {
        expect(found).toContain(`access-token in ${place}`);
      }
    });

    it('answers the first call after the worker was stopped, by fetch and by synchronous XHR', async () => {
      const { profile, stack } = run();
      const ways = ['await by_fetch', 'by_xhr', 'await by_fetch', 'by_xhr'];
      for (const [i, way] of ways.entries()) {
        const starts = stack.workerStarts();
        await profile.stopServiceWorkers();
        expect(await notebook.execute(`print(${way}("after-stop=${i}"))`)).toBe('200\n');
        await expect.poll(() => stack.workerStarts()).toBeGreaterThan(starts);
      }
      expectHers('after-stop=', ways.length);
      expect(await notebook.execute(DRIVE)).toBe('by the kernel\n');
      await untilStatus(page, 'Ada Example');
    });

    if (!isWhole) return;

    async function countRests(): Promise<void> {
      await page.evaluate((name) => {
        const channel = new BroadcastChannel(name);
        const rests = { count: 0, goOn: () => channel.postMessage('go on') };
        channel.onmessage = () => (rests.count += 1);
        Object.assign(window, { rests });
      }, RESTS);
    }

    async function untilRest(count: number): Promise<void> {
      await page.waitForFunction(
        (count) => (window as unknown as Resting).rests.count === count,
        count,
        { timeout: 60_000, polling: 20 },
      );
    }

    async function goOn(): Promise<void> {
      await page.evaluate(() => (window as unknown as Resting).rests.goOn());
    }

    const noRhythm =
      engine.name === 'webkit' ? ' (webkit: takes seconds to end a worker, with its calls)' : '';
    it.skipIf(noRhythm !== '')(
      `fails none of 40 calls of a cell while the worker is stopped after every fourth${noRhythm}`,
      async () => {
        const { profile, stack } = run();
        const starts = stack.workerStarts();
        await countRests();
        const calling = notebook.execute(FORTY_CALLS);
        let stops = 0;
        for (let rest = 1; rest <= REST_COUNT; rest += 1) {
          await Promise.race([untilRest(rest), calling]);
          // A browser stops a worker that has nothing to do, so never with a call under way.
          if (rest % 2 === 0) {
            await profile.stopServiceWorkers();
            stops += 1;
          }
          await goOn();
        }
        expect(await calling).toBe('{200: 40}\n');
        // The last stop comes after the last call.
        await expect.poll(() => stack.workerStarts() - starts).toBeGreaterThanOrEqual(stops - 1);
        expectHers('forty=', 40);
      },
    );

    it('gives a restarted kernel a new handle; the old one is dead', async () => {
      const { platform } = run().stack;
      const old = (await notebook.execute('print(handle)')).trim();
      await notebook.restartKernel();
      expect(await notebook.execute(SET_UP)).toBe('200\n');
      const fresh = (await notebook.execute('print(handle)')).trim();
      expect(fresh).toMatch(/^jlab_[\w-]{43}$/);
      expect(fresh).not.toBe(old);

      const calls = apiCalls(platform, '/api/').length;
      const answer = await notebook.execute(
        `answer = requests.get(url, headers={"Authorization": "Bearer ${old}"})
print(answer.status_code, answer.json()["type"].split(":")[-1])`,
      );
      expect(answer).toBe('401 handle-unknown\n');
      expect(apiCalls(platform, '/api/')).toHaveLength(calls);
    });

    it("signs in anew by the platform's own authenticate(force=True), and nothing before that", async () => {
      const { profile, stack } = run();
      const codes = () =>
        stack.platform.received.filter(
          ({ path, method }) => path === '/oidc/device/auth' && method === 'POST',
        ).length;
      const [before, known] = [codes(), stack.platform.issuedSecrets().length];
      const said = notebook.execute(FORCED);
      await confirmShownCode(page, stack.platform);
      expect(await said).toMatch(/accounts: True\n$/);
      expect(codes() - before).toBe(1);
      // One of before was planted by a test above.
      const source = { issuedSecrets: () => stack.platform.issuedSecrets().slice(known) };
      const places = { frame: page, notebooks: [notebook] };
      expect(await findSecrets(source, profile, places)).toEqual([]);
    });
  },
);
