import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_PORT, SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import type { Engine, EnginePage, EngineProfile } from '../engines/engine.js';
import { enginesOf } from '../engines/engines.js';
import { SLOW_MS } from '../engines/use-engine.js';
import { apiCalls } from '../harness/api-calls.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startPlatform } from '../harness/platform.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { startSink } from '../harness/sink.js';
import type { Sink } from '../harness/sink.js';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';
import { demoAuth } from '../harness/demo-auth.js';
import { makeUnsealedWorkers } from '../harness/unsealed-workers.js';
import { WAYS_OUT } from '../harness/ways-out.js';

const BASE_PATH = '/courses/2026/';
/** A way that has not ended by then (ms) is blocked. */
const WAY_MS = 10_000;
const SET_UP = `import os, requests
from pyodide.code import run_js
url = f"http://{os.environ.get('API_HOST', 'localhost')}:{os.environ.get('API_PORT', ${PLATFORM_PORT})}/api/v1/users/me"
handle = os.environ.get("OIDC_ACCESS_TOKEN")
tried = run_js("""async (script, url) => {
  const late = new Promise((_, fail) => setTimeout(fail, ${WAY_MS}));
  try {
    await Promise.race([(0, eval)(script)(url), late]);
    return "sent";
  } catch {
    return "blocked";
  }
}""")
print(handle)`;

let sink: Sink;
let hop: Sink;
let built: BakedSite;
let worker: string;
let site: ServedSite;
let platform: DevPlatform;

beforeAll(async () => {
  [sink, hop] = await Promise.all([startSink(), startSink()]);
  const demo = await demoAuth();
  built = await bakeSite({
    ...demo,
    providers: { ...demo.providers, public: { label: 'Public data', type: 'none' } },
    apis: [...demo.apis, { url: `${hop.origin}/hop/`, provider: 'public' }],
    kernel: { env: { API_HOST: 'localhost', API_PORT: `${PLATFORM_PORT}` }, sealed: true },
  });
  worker = await readFile(join(built.root, 'service-worker.js'), 'utf8');
}, SLOW_MS);
afterAll(async () => {
  await Promise.all([sink.stop(), hop.stop()]);
  await built.remove();
});

// One browser, one sealed kernel and one that is not for all the tests of an engine.
describe.each(enginesOf('flows/sealed'))(
  'a sealed site in %s',
  { timeout: SLOW_MS },
  (_name, engine) => {
    let profile: EngineProfile;
    let page: EnginePage;
    let sealed: Notebook;
    let unsealed: Notebook;
    let failure: string | undefined;

    beforeAll(async () => {
      site = await startSite(engine);
      platform = await startPlatform({ siteUrl: site.url });
      profile = await engine.newProfile();
      page = await profile.newPage();
      await page.goto(`${site.url}lab/index.html`);
      await untilLab(page);
      sealed = await Notebook.create(page, 'sealed.ipynb', [
        `from IPython.display import HTML, display
display(HTML('<img src="${sink.origin}/image-of-an-output-${engine.name}">'))`,
        'name = input("name? ")',
      ]);
      await sealed.execute(SET_UP);
    }, SLOW_MS);
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') failure ??= `${engine.name} ${task.name}`;
    });
    afterAll(async () => {
      await profile.close(failure);
      await engine.close();
      await Promise.all([site.stop(), platform.stop()]);
    }, SLOW_MS);

    it('gives a kernel its handle, and its calls the session', async () => {
      expect(await sealed.execute('print(handle)')).toMatch(/^jlab_[\w-]{43}\n$/);
      const called = sealed.execute('print(requests.get(url).status_code)');
      await confirmShownCode(page, platform);
      expect(await called).toBe('200\n');
      const by = 'requests.get(url, headers={"Authorization": "Bearer " + handle})';
      expect(await sealed.execute(`print(${by}.status_code)`)).toBe('200\n');
      await untilStatus(page, 'Ada Example');
      const callers = apiCalls(platform, '/api/v1/users/me').map(({ caller }) => caller);
      expect(new Set(callers)).toEqual(new Set(['ada@example.org']));
    });

    it('knows its kernel still after the worker was stopped', async () => {
      await profile.stopServiceWorkers();
      expect(await sealed.execute('print(requests.get(url).status_code)')).toBe('200\n');
    });

    it('installs a package from the site, and reads and writes the drive', async () => {
      const installed = await sealed.execute(`%pip install widgetsnbextension
from importlib.metadata import version
print(version("widgetsnbextension"))`);
      expect(installed).toMatch(/^\d+\.\d+\.\d+\n$/);
      const drive = `with open("note.txt", "w") as file:
    file.write("kept on the drive")
print(open("note.txt").read())`;
      expect(await sealed.execute(drive)).toBe('kept on the drive\n');
    });

    it('asks for input, and shows what a cell puts out: a picture of another origin is loaded', async () => {
      await sealed.runAll({ wait: false });
      await page.fill('.jp-Stdin-input', 'Ada');
      await page.evaluate(() => {
        const enter = { key: 'Enter', keyCode: 13, bubbles: true };
        document
          .querySelector('.jp-Stdin-input')
          ?.dispatchEvent(new KeyboardEvent('keydown', enter));
      });
      await sealed.untilDone();
      expect(await sealed.execute('print(name)')).toBe('Ada\n');
      await expect.poll(() => sink.received).toContain(`/image-of-an-output-${engine.name}`);
    });

    describe('beside a kernel whose script did not come through the worker', () => {
      beforeAll(async () => {
        await makeUnsealedWorkers(page);
        unsealed = await Notebook.create(page, 'unsealed.ipynb', []);
        await unsealed.execute(SET_UP);
      }, SLOW_MS);

      it('which gets no handle and no session, and whose user is told what to do', async () => {
        expect(await unsealed.execute('print(handle, os.environ.get("API_PORT"))')).toBe(
          'None None\n',
        );
        await page.waitForFunction(
          (words) => document.querySelector('.Toastify')?.textContent.includes(words),
          'A new kernel is not sealed, so it has no sign-in. Restart it.',
        );
        const handle = (await sealed.execute('print(handle)')).trim();
        const calls = apiCalls(platform, '/api/').length;
        for (const headers of ['{}', `{"Authorization": "Bearer ${handle}"}`]) {
          const answer = await unsealed.execute(`answer = requests.get(url, headers=${headers})
print(answer.status_code, answer.json()["type"].split(":")[-1])`);
          expect(answer).toBe('403 kernel-unsealed\n');
        }
        expect(apiCalls(platform, '/api/')).toHaveLength(calls);
      });

      for (const { name, script, lacking = [] } of WAYS_OUT) {
        const reason = lacking.includes(engine.name) ? ' (its workers send nothing that way)' : '';
        it.skipIf(reason !== '')(`lets nothing out by ${name}${reason}`, async () => {
          await expectSealedOff(name, script, `${sink.origin}/way`, () => sink.received);
        });
      }

      it('lets nothing out by a redirect from an address that is allowed', async () => {
        const way = `(url) => fetch("${hop.origin}/hop/?to=" + encodeURIComponent(url))`;
        await expectSealedOff('redirect', way, `${sink.origin}/way`, () => sink.received);
        expect(hop.received.filter((url) => url.includes(`redirect-${engine.name}`))).toHaveLength(
          2,
        );
      });

      it('lets nothing out to the rest of an API, or to what else is on its own origin', async () => {
        const way = '(url) => fetch(url)';
        await expectSealedOff('rest', way, `${hop.origin}/other`, () => hop.received);
        await expectSealedOff('origin', way, `${site.origin}/other`, () => site.received);
      });

      it('lets no font out to what else is on its own origin', async () => {
        const way = '(url) => new FontFace("x", `url(${url})`).load()';
        const url = `${site.origin}/other?font-${engine.name}`;
        expect(await sealed.execute(attempt(way, url))).toBe('blocked\n');
        expect(
          site.received.filter((each) => each.includes(url.slice(site.origin.length))),
        ).toEqual([]);
      });

      it('lets nothing out by WebTransport', async (context) => {
        const has = await unsealed.execute('print(run_js("typeof WebTransport"))');
        if (has !== 'function\n') context.skip(`${engine.name}: its workers do not have it`);
        const way = `(url) => { const t = new WebTransport(url.replace("http:", "https:")); t.closed.catch(() => {}); return t.ready; }`;
        const url = `${sink.origin}/way`;
        const before = sink.datagrams();
        expect(await sealed.execute(attempt(way, url))).toBe('blocked\n');
        // Nobody answers: how it ends is of no interest.
        await unsealed.execute(`_ = tried(${quote(way)}, "${url}")`);
        await expect.poll(() => sink.datagrams()).toBeGreaterThan(before);
      });

      it('has no way to service workers, to the cache of pages, or around workers', async () => {
        const look = (names: string) =>
          `print(run_js("""[${names}].map((has) => has()).join()"""))`;
        const names = `() => "serviceWorker" in navigator, () => "caches" in self`;
        expect(await sealed.execute(look(names))).toBe('false,false\n');
        const inEngine = engine.name === 'chromium' ? 'false,true\n' : 'true,true\n';
        expect(await unsealed.execute(look(names))).toBe(inEngine);
        const never = `() => typeof RTCPeerConnection, () => typeof navigator.sendBeacon, () => typeof document, () => typeof SharedWorker`;
        const nothing = Array(4).fill('undefined').join();
        expect(await unsealed.execute(look(never))).toBe(`${nothing}\n`);
      });
    });

    /** The way leads out of the one kernel, and not out of the other, which tries first. */
    async function expectSealedOff(
      name: string,
      way: string,
      target: string,
      received: () => readonly string[],
    ): Promise<void> {
      const mark = `?${name.replaceAll(/\W+/g, '-')}-${engine.name}`;
      const tried = await sealed.execute(attempt(way, `${target}${mark}-sealed`));
      expect(tried).toMatch(/^(sent|blocked)\n$/);
      await unsealed.execute(attempt(way, `${target}${mark}-unsealed`));
      const arrived = () => received().filter((url) => decodeURIComponent(url).includes(mark));
      await expect.poll(arrived).not.toEqual([]);
      expect(arrived().filter((url) => !url.includes('-unsealed'))).toEqual([]);
    }
  },
);

const quote = (text: string) => JSON.stringify(text);

function attempt(way: string, url: string): string {
  return `print(await tried(${quote(way)}, ${quote(url)}))`;
}

/** Serves the site; some engines need something in front of the worker to be able to stop it. */
async function startSite({ workerPrelude = '' }: Engine): Promise<ServedSite> {
  await writeFile(join(built.root, 'service-worker.js'), workerPrelude + worker);
  return serveSite({ root: built.root, port: SITE_PORT, basePath: BASE_PATH });
}
