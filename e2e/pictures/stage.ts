import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import { MockProvider, held } from '@jupyterlite-auth-bridge/mock-provider';
import type { EndpointOrPath } from '@jupyterlite-auth-bridge/mock-provider';
import type { BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { vi } from 'vitest';
import { untilLab } from '../harness/notebook.js';
import { openHostPage } from '../harness/open-host-page.js';
import { bakeSite } from '../harness/baked-site.js';
import { HEIGHT, SLOW, WIDE, openBrowser, stillPage } from './browser.js';
import { PATIENT_WORKER, START, fixClock } from './fixed-clock.js';

/** What stands in the pictures, whatever ports are free: those of `npm start`, mapped by the browser. */
export const SITE = 'http://localhost:8000/';
export const TYPED_SITE = 'http://localhost:8002/';
export const PLATFORM = 'http://localhost:8001';
export const USER_CODE = 'RTJW-LJDN';

/** The running product, with clocks that stand still. */
export interface Stage {
  readonly platform: DevPlatform;
  /** The issuer of the provider whose sessions nobody renews. */
  readonly mock: MockProvider;
  /** JupyterLab of a site in a window of this width (CSS px); the same one each time. */
  lab(site: string, width?: number): Promise<Page>;
  /** Another of JupyterLite's applications, by its path in the first site. */
  app(path: string): Promise<Page>;
  /** Closes the last of those. */
  closeApp(): Promise<void>;
  /**
   * JupyterLab of the site with many providers, in a frame of a page of the platform's that speaks
   * another version, an older one (0) or this one; the same each time.
   */
  framed(version?: number): Promise<Frame>;
  /** A page of a browser that has never been here. */
  firstVisit(): Promise<Page>;
  /** The last of those. */
  lastVisit(): Page;
  /** Those of the browser that is not new. */
  pages(): readonly Page[];
  /** To the sites' workers a second more has gone: what they wait for comes. */
  tick(): Promise<void>;
  /** To the platform ten minutes have gone: its codes have ended. */
  codesEnd(): Promise<void>;
  /** The next request to this endpoint of `mock` is not answered before `goOn`. */
  holdBack(endpoint: EndpointOrPath): void;
  goOn(): void;
  /** Puts a worker of another build, or again the first one, onto the web host of the site with many providers. */
  serveWorker(which: 'first' | 'other'): Promise<void>;
  /** The platform's clock is the real one from now on: a browser takes cookies by it. */
  letTimePass(): void;
  stop(): Promise<void>;
}

/** Starts two sites, as somebody builds them with the wheel, their platform, and a browser. */
export async function openStage(): Promise<Stage> {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const mock = await MockProvider.start({
    clientId: 'notebooks',
    refreshTokens: 'none',
    interval: 1,
    now: () => START,
    metadata: { end_session_endpoint: undefined },
  });
  mock.on('/forge/me', (response) => response.writeHead(401).end());
  const sites = await Promise.all([bakeSite(siteAuth()), bakeSite(typedAuth(mock))]);
  const scripts = sites.map(({ root }) => join(root, 'service-worker.js'));
  const [, worker = ''] = await Promise.all(scripts.map((path) => fixWorker(path)));
  const [main, typed] = await Promise.all(sites.map(({ root }) => serveSite({ root, port: 0 })));
  const platform = await startDevPlatform({
    port: 0,
    origin: PLATFORM,
    siteUrl: SITE,
    siteOrigins: [SITE, TYPED_SITE].map((url) => new URL(url).origin),
    userCode: USER_CODE,
    deviceInterval: 1,
  });
  const ports = [
    [SITE, new URL(main?.origin ?? '').port],
    [TYPED_SITE, new URL(typed?.origin ?? '').port],
    [PLATFORM, platform.port],
  ] as const;
  const rules = ports.map(([url, port]) => `MAP ${new URL(url).host} 127.0.0.1:${port}`);
  const { newContext, close } = await openBrowser(rules);
  const context = await newContext();
  const tick = async () => {
    const workers = context.serviceWorkers();
    await Promise.all(workers.map((worker) => worker.evaluate('pictureTime += 1000')));
  };
  const labs = new Map<string, Promise<Page>>();
  const visits: Page[] = [];
  const firstVisit = async (options?: BrowserContextOptions) => {
    const page = await stillPage(await newContext(options));
    visits.push(page);
    return page;
  };
  let app: Page | undefined;
  const framed = new Map<number, Promise<Frame>>();
  let goOn: () => void = () => undefined;
  return {
    platform,
    mock,
    lab: async (site, width = WIDE) => {
      const name = `${site} ${width}`;
      const opened = labs.get(name) ?? openLab(context, site, width);
      labs.set(name, opened);
      // One behind another takes seconds to be drawn.
      await (await opened).bringToFront();
      return opened;
    },
    app: async (path) => {
      app = await stillPage(context);
      await app.goto(SITE + path);
      await untilLab(app);
      return app;
    },
    closeApp: async () => app?.close(),
    framed: async (version = 0) => {
      const toHello = { ...REFUSAL, versions: [version] };
      const opened =
        framed.get(version) ??
        // The platform's page frames the other site alone.
        firstVisit({ bypassCSP: true }).then((page) =>
          openHostPage(page, { platform }, TYPED_SITE, { toHello }),
        );
      framed.set(version, opened);
      await (await opened).page().bringToFront();
      return opened;
    },
    firstVisit: () => firstVisit(),
    lastVisit: () => lastOf(visits),
    pages: () => context.pages(),
    tick,
    codesEnd: async () => {
      const refused = platform.received.length;
      vi.setSystemTime(START + 601_000);
      await tick();
      await vi.waitUntil(() => isRefused(platform.received.slice(refused)), SLOW);
      vi.setSystemTime(START);
    },
    holdBack: (endpoint) => {
      const { answer, release } = held();
      goOn = release;
      mock.fault(endpoint, answer, 1);
    },
    goOn: () => goOn(),
    serveWorker: (which) =>
      writeFile(lastOf(scripts), which === 'first' ? worker : ofOtherBuild(worker)),
    letTimePass: () => void vi.useRealTimers(),
    stop: async () => {
      await close();
      await Promise.all([main?.stop(), typed?.stop(), platform.stop(), mock.stop()]);
      await Promise.all(sites.map((site) => site.remove()));
      vi.useRealTimers();
    },
  };
}

/** What a page with an SDK of other versions says to the site, with them. */
const REFUSAL = { type: 'auth-bridge:host-refusal', code: 'version-mismatch' };

const isRefused = (received: DevPlatform['received']) =>
  received.some(({ path, status }) => path === '/oidc/token' && status === 400);

async function openLab(context: BrowserContext, site: string, width: number): Promise<Page> {
  const page = await stillPage(context);
  await page.setViewportSize({ width, height: HEIGHT });
  await page.goto(`${site}lab/index.html`);
  await untilLab(page);
  return page;
}

function lastOf<T>(all: readonly T[]): T {
  const last = all.at(-1);
  if (last === undefined) throw new Error('there is none');
  return last;
}

/** Puts the clock, and its patience, before the worker's own code; resolves with all of it. */
async function fixWorker(path: string): Promise<string> {
  const fixed = `${fixClock(START)}${PATIENT_WORKER}${await readFile(path, 'utf8')}`;
  await writeFile(path, fixed);
  return fixed;
}

/** The same worker, to itself and to pages one of another build. */
function ofOtherBuild(worker: string): string {
  const [, build = ''] = /build:(\w+) \*\//.exec(worker) ?? [];
  return worker.replaceAll(build, '0'.repeat(build.length));
}

const oidc = (label: string, signIn: readonly string[], issuer = `${PLATFORM}/oidc`) => ({
  label,
  type: 'oidc',
  issuer,
  clientId: 'cli-device-client',
  scope: 'openid profile email',
  signIn,
});

function siteAuth(): unknown {
  return {
    providers: { platform: oidc('Mat3ra', ['host', 'device']) },
    apis: [
      { url: `${PLATFORM}/api/`, provider: 'platform', methods: ['GET'] },
      { url: `${PLATFORM}/api/`, provider: 'platform', access: 'ask' },
    ],
    host: { origins: [PLATFORM], profile: 'mat3ra', exchange: `${PLATFORM}/launch/exchange` },
    kernel: { env: { API_HOST: 'localhost', API_PORT: '8001', API_SECURE: 'false' } },
  };
}

function typedAuth(mock: MockProvider): unknown {
  return {
    providers: {
      brief: {
        ...oidc('Archive', ['device'], mock.issuer),
        clientId: 'notebooks',
        scope: 'openid',
      },
      window: oidc('Mat3ra', ['popup', 'device']),
      leaving: oidc('Mat3ra', ['redirect', 'device']),
      opener: oidc('Mat3ra', ['host']),
      forge: {
        label: 'Forge',
        type: 'token',
        checkUrl: `${mock.origin}/forge/me`,
        tokenUrl: 'https://forge.example/tokens',
      },
      lab: { label: 'LabArchives', type: 'labarchives', url: `${PLATFORM}/labarchives` },
    },
    apis: [
      { url: `${PLATFORM}/api/v1/`, provider: 'window' },
      { url: `${PLATFORM}/api/2018-10-01/`, provider: 'opener' },
      { url: `${mock.origin}/api/`, provider: 'brief' },
      { url: `${mock.origin}/forge/`, provider: 'forge' },
      { url: `${PLATFORM}/labarchives/api/`, provider: 'lab' },
    ],
    host: { origins: [PLATFORM] },
    kernel: { sealed: true },
  };
}
