/// <reference types="node" />
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { BridgeError, CONFIG_FORMAT, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OAuthPart } from './flows/load-oauth.js';
import { OAuthError } from './flows/oauth-error.js';
import { configOf, oidcProvider } from './testing/make-config.js';
import { FEATURES, featuresOf } from './variants/features.js';

/** A bit more than each script has, gzipped (bytes): who needs more must know that every visitor loads it. */
const LIMITS: Readonly<Record<string, number>> = {
  'bridge.js': 22_400,
  'bridge.host.js': 26_600,
  'bridge.typed.js': 26_200,
  'bridge.typed.labarchives.js': 29_500,
  'bridge.oidc.js': 26_000,
  'bridge.oidc.host.js': 29_600,
  'bridge.oidc.typed.labarchives.host.strict.js': 37_700,
  'oauth.js': 18_400,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-bridge-'));
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url)), folder]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const scriptOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const nameOf = (features: readonly string[]) => ['bridge', ...features, 'js'].join('.');
/** Every choice of features, with the script for it. */
const WORKERS = FEATURES.reduce<readonly (readonly string[])[]>(
  (all, feature) => [...all, ...all.map((some) => [...some, feature])],
  [[]],
).map((features) => [nameOf(features), features] as const);

/** What a bundle is made of, by its paths. */
async function inputsOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'iife',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs);
}

describe("the worker's scripts", () => {
  it('have nothing of the tests; the OAuth library and sign-ins are in the second one alone', async () => {
    const [core, second] = [await inputsOf('main.ts'), await inputsOf('oauth/part.ts')];
    expect(core.some((path) => path.endsWith('src/worker.ts'))).toBe(true);
    expect(core.filter((path) => /oauth4webapi|src\/oauth\//.test(path))).toEqual([]);
    expect(second.some((path) => path.includes('oauth4webapi'))).toBe(true);
    for (const name of ['authorization-code', 'device-flow', 'session-of', 'token-endpoint']) {
      expect(second.some((path) => path.endsWith(`src/oauth/${name}.ts`))).toBe(true);
    }
    // Nor has the second one any of the worker's state: it is handed over.
    expect(second.filter((path) => /vault\/vault|src\/(?:keeper|worker|main)/.test(path))).toEqual(
      [],
    );
    const all = [...core, ...second];
    expect(all.filter((path) => /\/testing\/|\.test\.|node:|vitest/.test(path))).toEqual([]);
  });

  it('are as many as there are combinations of features, and one more', () => {
    const files = [...WORKERS.map(([file]) => file), 'oauth.js'];
    expect(readdirSync(folder).sort()).toEqual(files.sort());
    for (const file of files) expect(scriptOf(file)).not.toMatch(/^\s*(?:import|export)\s/m);
  });

  it.each(Object.entries(LIMITS))('%s is at most %i bytes, gzipped', (file, limit) => {
    const size = gzipSync(scriptOf(file), { level: 9 }).length;
    expect(size).toBeLessThanOrEqual(limit);
    expect(size, 'the limit is far above').toBeGreaterThan(limit - 1_000);
  });
});

const OIDC = { type: 'oidc', issuer: 'https://id.example', clientId: 'site' };
const SECOND = 'auth-bridge-scripts/oauth.0.js';

/** An auth.json that needs these features. */
function configWith(features: readonly string[]): AuthConfig {
  const has = (name: string) => features.includes(name);
  return configOf({
    providers: {
      open: { type: 'none' },
      ...(has('oidc') && { oidc: OIDC, bound: { ...OIDC, dpop: true } }),
      ...(has('typed') && { token: { type: 'token' }, basic: { type: 'basic' } }),
      ...(has('labarchives') && { labarchives: { type: 'labarchives' } }),
    },
    apis: [{ url: '/api', provider: 'open' }],
    ...(has('host') && { host: { origins: ['https://host.example'] } }),
    kernel: { sealed: has('strict') },
  });
}

/** Starts a script as a service worker; returns the global, and what it listens to. */
function start(file: string, config: AuthConfig) {
  const listeners = new Map<string, (event: unknown) => void>();
  const imported: string[] = [];
  const self = {
    registration: { scope: 'https://site.example/' },
    clients: { matchAll: () => Promise.resolve([]) },
    addEventListener: (name: string, listener: (event: unknown) => void) =>
      void listeners.set(name, listener),
    importScripts(url: string) {
      imported.push(url);
      runInContext(scriptOf('oauth.js'), context);
    },
  };
  const context = createContext({
    ...{ self, clients: self.clients, URL, TextEncoder, TextDecoder, Headers, Response },
    ...{ crypto, btoa, BroadcastChannel: Channel },
    ...{ setTimeout: () => 0, queueMicrotask: () => undefined },
    location: { href: 'https://site.example/service-worker.js?enableCache=false' },
    AUTH_BRIDGE_CONFIG: { format: CONFIG_FORMAT, config },
    AUTH_BRIDGE_BUILD: 'b',
    AUTH_BRIDGE_PYODIDE: null,
    AUTH_BRIDGE_OAUTH: featuresOf(config).includes('oidc') ? SECOND : null,
  });
  runInContext(scriptOf(file), context);
  return { self, listeners, imported };
}

describe.each(WORKERS)('%s', (file, features) => {
  it('starts with what it has, and has the second script kept where a provider needs it', () => {
    const config = configWith(features);
    const { self, listeners, imported } = start(file, config);
    const isOidc = features.includes('oidc');
    expect([...listeners.keys()]).toEqual(['fetch', 'install', 'message']);
    const addRoutes = vi.fn(() => Promise.resolve());
    listeners.get('install')?.({ waitUntil: () => undefined, addRoutes });
    // One for the worker's own pages; the scripts of kernels that are to be sealed come by way of the worker.
    expect(addRoutes).toHaveBeenCalledTimes(config.kernel.sealed ? 1 : 2);
    expect(imported).toEqual(isOidc ? [`https://site.example/${SECOND}`] : []);
    expect(self).not.toHaveProperty('authBridgeOAuth');
  });

  it.each(FEATURES.filter((name) => !features.includes(name)))(
    'refuses an auth.json that needs %s',
    (name) => {
      expect(() => start(file, configWith([name]))).toThrow(
        /was built without .* `jupyter lite build` again/,
      );
    },
  );
});

describe('the auth.json of a fixture', () => {
  const good = new URL('../../protocol/fixtures/config/good/', import.meta.url);
  const fixtures = readdirSync(good).map((name): [string, unknown] => [
    name,
    JSON.parse(readFileSync(new URL(name, good), 'utf8')),
  ]);

  it.each(fixtures)('starts the script that is for it: %s', (_, fixture) => {
    if (!isRecord(fixture)) throw new Error('no fixture');
    const { script, config, text } = fixture;
    const parsed = configOf(config ?? JSON.parse(String(text)));
    expect(nameOf(featuresOf(parsed))).toBe(script);
    expect(start(String(script), parsed).listeners.has('fetch')).toBe(true);
  });
});

describe('the second script', () => {
  it("makes errors of the worker's own classes", async () => {
    const made: { authBridgeOAuth?: (core: object) => OAuthPart } = {};
    runInNewContext(scriptOf('oauth.js'), {
      ...{ self: made, navigator: {}, TextEncoder, TextDecoder, Response, URL },
    });
    const part = made.authBridgeOAuth?.({ BridgeError, OAuthError });
    if (!part) throw new Error('it leaves nothing');
    const provider = oidcProvider(configOf({ providers: { platform: OIDC } }));
    const server = () => Promise.reject(new TypeError('offline'));
    const store = { get: () => undefined, set: () => undefined };
    const client = new part.OAuthClient(provider, { server, store });
    await expect(client.refresh('r')).rejects.toBeInstanceOf(BridgeError);
  });
});

/** The global of a dedicated worker that page or kernel code has started from the script. */
class DedicatedWorker extends EventTarget {
  readonly navigator = {};
  readonly location = { href: 'https://site.example/courses/service-worker.js?tab-keeper' };
  readonly listensTo = new Set<string>();
  readonly posted: unknown[] = [];
  onmessage: unknown = null;
  closed = false;

  override addEventListener(...all: Parameters<EventTarget['addEventListener']>): void {
    this.listensTo.add(all[0]);
    super.addEventListener(...all);
  }

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  close(): void {
    this.closed = true;
  }
}

class Channel {
  static readonly said: [name: string, message: unknown][] = [];
  onmessage: unknown = null;
  constructor(readonly name: string) {}
  postMessage(message: unknown): void {
    Channel.said.push([this.name, message]);
  }
}

describe.each(WORKERS)("%s, started as a tab's keeper", (file) => {
  it('asks its own worker, with no way for anybody else to ask or hear it', async () => {
    const self = new DedicatedWorker();
    const asked: string[] = [];
    const answers: Record<string, unknown> = {
      challenge: { boot: 'b', publicKey: 'k', restored: true },
      state: { secret: 'secret-token' },
      ping: { next: 20_000 },
    };
    runInNewContext(scriptOf(file), {
      ...{ self, location: self.location, AUTH_BRIDGE_CONFIG: {}, AUTH_BRIDGE_BUILD: 'b' },
      ...{
        BroadcastChannel: Channel,
        crypto,
        btoa,
        URL,
        AbortSignal,
        Response,
        Headers,
        TextEncoder,
        TextDecoder,
      },
      setTimeout: () => 0,
      clearTimeout: () => undefined,
      fetch: (url: URL) => {
        asked.push(url.href);
        const answer = answers[url.pathname.split('/').at(-1) ?? ''];
        const headers = { 'x-auth-bridge-worker': 'b' };
        return Promise.resolve(Response.json(answer, { headers }));
      },
    });
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    const keeper = 'https://site.example/courses/auth-bridge/keeper/';
    expect(asked).toEqual(['challenge', 'state', 'ping'].map((path) => keeper + path));
    for (const data of ['state', { type: 'state' }, 'need', 'changed']) {
      self.dispatchEvent(new MessageEvent('message', { data }));
    }
    expect(self.listensTo).toEqual(new Set(['connect']));
    expect([self.onmessage, self.closed]).toEqual([null, false]);
    const said = Channel.said.filter(([name]) => name.endsWith('/courses/'));
    expect([self.posted, said]).toEqual([[], []]);
    expect(asked).toHaveLength(3);
    expect(Object.keys(self).sort()).toEqual(Object.keys(new DedicatedWorker()).sort());
  });
});
