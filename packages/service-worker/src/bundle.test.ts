/// <reference types="node" />
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/** A bit more than each variant has, gzipped (bytes): who needs more must know that every visitor loads it. */
const LIMITS: Readonly<Record<string, number>> = {
  'auth-bridge.typed.js': 37_400,
  'auth-bridge.forms.js': 40_700,
  'auth-bridge.oidc.js': 53_100,
  'auth-bridge.js': 60_100,
};
const ALL = 'auth-bridge.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-bridge-'));
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url)), folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const scriptOf = (file: string) => readFileSync(join(folder, file), 'utf8');

describe("the worker's script", () => {
  it('is one classic script without the tests and what they are made of', async () => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      metafile: true,
      write: false,
      logLevel: 'error',
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((path) => path.endsWith('src/worker.ts'))).toBe(true);
    expect(inputs.filter((path) => /\/testing\/|\.test\.|node:|vitest/.test(path))).toEqual([]);
    expect(scriptOf(ALL)).not.toMatch(/^\s*(?:import|export)\s/m);
  });

  it('has a size limit for each variant that the addon may choose', () => {
    const variants: unknown = JSON.parse(scriptOf('variants.json'));
    const files = Array.isArray(variants)
      ? variants.map((each) => isRecord(each) && each.file)
      : [];
    expect(files).toEqual(Object.keys(LIMITS));
  });

  it.each(Object.entries(LIMITS))('%s is at most %i bytes, gzipped', (file, limit) => {
    const size = gzipSync(scriptOf(file), { level: 9 }).length;
    expect(size).toBeLessThanOrEqual(limit);
  });
});

const OIDC = { type: 'oidc', issuer: 'https://id.example', clientId: 'site' };
const PROVIDERS: Readonly<Record<string, object>> = {
  none: { type: 'none' },
  token: { type: 'token' },
  basic: { type: 'basic' },
  labarchives: { type: 'labarchives' },
  oidc: OIDC,
  dpop: { ...OIDC, dpop: true },
};
const STARTED_WITH: Readonly<Record<string, readonly string[]>> = {
  'auth-bridge.typed.js': ['none', 'token', 'basic'],
  'auth-bridge.forms.js': ['none', 'token', 'basic', 'labarchives'],
  'auth-bridge.oidc.js': ['none', 'oidc'],
  'auth-bridge.js': Object.keys(PROVIDERS),
};

/** Starts a variant as a service worker; returns what it listens to. */
function start(file: string, provider: object): string[] {
  const listensTo: string[] = [];
  const self = {
    registration: { scope: 'https://site.example/' },
    clients: { matchAll: () => Promise.resolve([]) },
    addEventListener: (name: string) => void listensTo.push(name),
  };
  runInNewContext(scriptOf(file), {
    ...{
      self,
      clients: self.clients,
      URL,
      TextEncoder,
      TextDecoder,
      Headers,
      Response,
      crypto,
      btoa,
    },
    ...{ BroadcastChannel: Channel, setTimeout: () => 0, queueMicrotask: () => undefined },
    AUTH_BRIDGE_CONFIG: { providers: { p: provider }, apis: [] },
    AUTH_BRIDGE_BUILD: 'b',
    AUTH_BRIDGE_PYODIDE: null,
  });
  return listensTo;
}

describe.each(Object.entries(STARTED_WITH))('%s', (file, names) => {
  it.each(Object.entries(PROVIDERS))('with a provider %s', (name, provider) => {
    if (names.includes(name)) {
      expect(start(file, provider)).toEqual(['fetch', 'message']);
    } else {
      expect(() => start(file, provider)).toThrow(
        /was built without .* `jupyter lite build` again/,
      );
    }
  });

  it('has the OAuth library only where a provider uses them', () => {
    expect(scriptOf(file).includes('oauth4webapi/v')).toBe(names.includes('oidc'));
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
  static readonly said: unknown[] = [];
  onmessage: unknown = null;
  constructor(readonly name: string) {}
  postMessage(message: unknown): void {
    Channel.said.push([this.name, message]);
  }
}

describe.each(Object.keys(LIMITS))("%s, started as a tab's keeper", (file) => {
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
    expect([self.posted, Channel.said]).toEqual([[], []]);
    expect(asked).toHaveLength(3);
    expect(Object.keys(self).sort()).toEqual(Object.keys(new DedicatedWorker()).sort());
  });
});
