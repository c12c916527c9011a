import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM } from '../../scripts/lib/e2e-site.mjs';
import { vi } from 'vitest';
import { untilLab } from '../harness/notebook.js';
import { buildStrangeSite } from '../harness/strange-site.js';
import { IN_PAGES, START, fixClock } from './fixed-clock.js';
import { onlyTheseFonts } from './fonts.js';

/** What stands in the pictures, whatever ports are free: those of `npm start`, mapped by the browser. */
export const SITE = 'http://localhost:8000/';
export const TYPED_SITE = 'http://localhost:8002/';
export const PLATFORM = 'http://localhost:8001';
export const USER_CODE = 'RTJW-LJDN';

/** Of a window (CSS px). */
export const [WIDE, HEIGHT] = [1280, 1100];

/** The running product, with clocks that stand still. */
export interface Stage {
  readonly platform: DevPlatform;
  /** The issuer of the provider whose sessions nobody renews. */
  readonly mock: MockProvider;
  /** JupyterLab of a site in a window of this width (CSS px); the same one each time. */
  lab(site: string, width?: number): Promise<Page>;
  /** A page of a browser that has never been here. */
  firstVisit(): Promise<Page>;
  /** Those of the browser that is not new. */
  pages(): readonly Page[];
  /** To the sites' workers a second more has gone: what they wait for comes. */
  tick(): Promise<void>;
  /** To the platform ten minutes have gone: its codes have ended. */
  codesEnd(): Promise<void>;
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
  });
  mock.on('/forge/me', (response) => response.writeHead(401).end());
  const sites = await Promise.all([
    buildStrangeSite(siteAuth()),
    buildStrangeSite(typedAuth(mock)),
  ]);
  await Promise.all(sites.map(({ root }) => fixWorker(join(root, 'service-worker.js'))));
  const [main, typed] = await Promise.all(sites.map(({ root }) => serveSite({ root, port: 0 })));
  const platform = await startDevPlatform({
    port: 0,
    origin: PLATFORM,
    siteUrl: SITE,
    siteOrigins: [SITE, TYPED_SITE].map((url) => new URL(url).origin),
    userCode: USER_CODE,
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
    firstVisit: async () => (await newContext()).newPage(),
    pages: () => context.pages(),
    tick,
    codesEnd: async () => {
      const refused = platform.received.length;
      vi.setSystemTime(START + 601_000);
      await tick();
      await vi.waitUntil(() => isRefused(platform.received.slice(refused)), SLOW);
      vi.setSystemTime(START);
    },
    letTimePass: () => void vi.useRealTimers(),
    stop: async () => {
      await close();
      await Promise.all([main?.stop(), typed?.stop(), platform.stop(), mock.stop()]);
      await Promise.all(sites.map((site) => site.remove()));
      vi.useRealTimers();
    },
  };
}

async function openBrowser(rules: readonly string[]) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    env: { ...process.env, ...(await onlyTheseFonts()) },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--js-flags=--no-wasm-tier-up',
      `--host-resolver-rules=${rules.join(', ')}`,
      // As letters are drawn depends on nothing of the machine's.
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
  });
  return {
    newContext: async () => {
      const context = await browser.newContext({
        locale: 'en-GB',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        viewport: { width: WIDE, height: HEIGHT },
      });
      context.setDefaultTimeout(SLOW.timeout);
      await context.addInitScript(fixClock(IN_PAGES));
      return context;
    },
    close: () => browser.close(),
  };
}

/** Notifications stay, as it is an animation's end that takes them away, and nothing is on its way. */
const STILL = `.Toastify__progress-bar { animation-play-state: paused !important; }
*, ::before, ::after { transition: none !important; }`;
/** Where a state does not come, the next one will not either (ms). */
const SLOW = { timeout: 20_000 };

const isRefused = (received: DevPlatform['received']) =>
  received.some(({ path, status }) => path === '/oidc/token' && status === 400);

async function openLab(context: BrowserContext, site: string, width: number): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: HEIGHT });
  await page.goto(`${site}lab/index.html`);
  await untilLab(page);
  await page.evaluate((still) => {
    document.head.append(Object.assign(document.createElement('style'), { textContent: still }));
  }, STILL);
  return page;
}

/** Puts the clock before the worker's own code. */
async function fixWorker(path: string): Promise<void> {
  await writeFile(path, `${fixClock(START)}${await readFile(path, 'utf8')}`);
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
  };
}
