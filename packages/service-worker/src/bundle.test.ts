/// <reference types="node" />
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';

const bundle = build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  bundle: true,
  format: 'iife',
  target: 'es2022',
  metafile: true,
  write: false,
  logLevel: 'error',
});

describe("the worker's script", () => {
  it('is one classic script without the tests and what they are made of', async () => {
    const { metafile, outputFiles } = await bundle;
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((path) => path.endsWith('src/worker.ts'))).toBe(true);
    expect(inputs.filter((path) => /\/testing\/|\.test\.|node:|vitest/.test(path))).toEqual([]);
    const [script] = outputFiles;
    expect(script?.text).not.toMatch(/^\s*(?:import|export)\s/m);
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

describe("started as a tab's keeper", () => {
  it('asks its own worker, with no way for anybody else to ask or hear it', async () => {
    const self = new DedicatedWorker();
    const asked: string[] = [];
    const answers: Record<string, unknown> = {
      challenge: { boot: 'b', publicKey: 'k', restored: true },
      state: { secret: 'secret-token' },
      ping: { next: 20_000 },
    };
    const [script] = (await bundle).outputFiles;
    runInNewContext(script?.text ?? '', {
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
