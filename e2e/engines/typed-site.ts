import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockProvider, json } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { PLATFORM_URL } from '../../scripts/lib/e2e-site.mjs';
import { bakeSite } from '../harness/baked-site.js';
import type { BakedSite } from '../harness/baked-site.js';

export const TOKEN = 'forge-typed-token-e2e';
export const USER = 'ädä';
export const PASSWORD = 'pässwörd: e2e';

const LAB_ARCHIVES = `${PLATFORM_URL}labarchives`;
const END_OF_OURS = '<!-- /jupyterlite-auth-bridge -->';
/** In sessionStorage: the addresses that a script of another extension's has seen. */
export const SEEN = 'seen-by-other-scripts';

/** A site with providers of every type, and the services of those that are not the platform's. */
export interface TypedSite {
  readonly built: BakedSite;
  readonly mock: MockProvider;
  stop(): Promise<void>;
}

export const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Builds the site and starts what it needs besides the platform. */
export async function startTypedSite(): Promise<TypedSite> {
  const mock = await startMock();
  const built = await bakeSite(authOf(mock));
  await watchAddress(join(built.root, 'lab', 'index.html'), join(built.root, 'index.html'));
  return {
    built,
    mock,
    stop: async () => {
      await mock.stop();
      await built.remove();
    },
  };
}

async function startMock(): Promise<MockProvider> {
  const mock = await MockProvider.start({
    clientId: 'notebooks',
    dpop: 'required',
    dpopNonce: true,
    interval: 1,
  });
  mock.on('/forge/me', onlyFor(`token ${TOKEN}`, { login: 'ada', name: 'Ada of the forge' }));
  mock.on('/forge/items', onlyFor(`token ${TOKEN}`, ['an item']));
  mock.on('/archive/me', onlyFor(basic(USER, PASSWORD), { username: USER }));
  mock.on('/archive/items', onlyFor(basic(USER, PASSWORD), ['a box']));
  mock.on('/open/items', json(200, ['for everybody']));
  return mock;
}

/** Answers with the user where the Authorization header is this, else with 401. */
const onlyFor =
  (authorization: string, user: unknown): Answer =>
  (response, received, next) =>
    received.headers.authorization === authorization
      ? json(200, user)(response, received, next)
      : json(401, { message: 'Unauthorized' })(response, received, next);

function authOf(mock: MockProvider): unknown {
  return {
    providers: {
      platform: {
        label: 'Mat3ra',
        type: 'oidc',
        preset: 'mat3ra',
        host: new URL(PLATFORM_URL).host,
        signIn: ['device'],
      },
      bound: {
        label: 'Bound',
        type: 'oidc',
        issuer: mock.issuer,
        clientId: 'notebooks',
        scope: 'openid profile',
        signIn: ['device'],
        dpop: true,
      },
      forge: {
        label: 'Forge',
        type: 'token',
        scheme: 'token',
        checkUrl: `${mock.origin}/forge/me`,
      },
      archive: { label: 'Archive', type: 'basic', checkUrl: `${mock.origin}/archive/me` },
      lab: { label: 'LabArchives', type: 'labarchives', url: LAB_ARCHIVES },
      open: { type: 'none' },
    },
    apis: [
      { url: `${PLATFORM_URL}api/`, provider: 'platform' },
      { url: `${mock.origin}/api/`, provider: 'bound' },
      { url: `${mock.origin}/forge/`, provider: 'forge' },
      { url: `${mock.origin}/archive/`, provider: 'archive' },
      { url: `${LAB_ARCHIVES}/api/`, provider: 'lab' },
      { url: `${mock.origin}/open/`, provider: 'open' },
    ],
  };
}

/** Puts a script into pages, as an extension has some there, that keeps the addresses that it sees. */
async function watchAddress(...paths: readonly string[]): Promise<void> {
  const watch = `<script>sessionStorage['${SEEN}'] = (sessionStorage['${SEEN}'] || '') + location.href + ' ';</script>`;
  for (const path of paths) {
    const html = await readFile(path, 'utf8');
    const end = html.indexOf(END_OF_OURS) + END_OF_OURS.length;
    await writeFile(path, html.slice(0, end) + watch + html.slice(end));
  }
}
