import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortInUseError } from './listen.js';
import { serveSite, type ServedSite } from './serve-site.js';
import { startDevPlatform } from './start-dev-platform.js';

let root: string;
let site: ServedSite;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'serve-site-'));
  await mkdir(join(root, 'lab'));
  const files = ['service-worker.js', 'a.wasm', 'a.mjs', 'a.whl', 'a.ipynb', 'lab/index.html'];
  await Promise.all(files.map((file) => writeFile(join(root, file), '{}')));
  site = await serveSite({ root, port: 0, basePath: 'deep/site' });
});
afterAll(async () => {
  await site.stop();
  await rm(root, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${site.url}${path}`, { headers });

describe('serveSite', () => {
  it.each([
    ['a.wasm', 'application/wasm'],
    ['a.mjs', 'text/javascript'],
    ['a.whl', 'application/zip'],
    ['a.ipynb', 'application/json'],
    ['lab/', 'text/html'],
  ])('serves %s as %s, to be asked for again each time', async (path, type) => {
    const response = await get(path);
    expect(response.headers.get('Content-Type')).toContain(type);
    expect(response.headers.get('Cache-Control')).toBe('no-cache');
  });

  it('keeps to its base path', async () => {
    expect(site.url).toBe(`${site.origin}/deep/site/`);
    expect((await fetch(`${site.origin}/a.mjs`)).status).toBe(404);
    expect((await get('missing.js')).status).toBe(404);
  });

  it('lets one script only become a service worker', async () => {
    const asWorker = { 'Service-Worker': 'script' };
    expect((await get('service-worker.js?enableCache=null', asWorker)).status).toBe(200);
    expect((await get('a.mjs', asWorker)).status).toBe(403);
    expect((await get('lab/service-worker.js', asWorker)).status).toBe(403);
    expect((await get('a.mjs')).status).toBe(200);
  });
});

describe('a busy port', () => {
  it('is named in one clear line, and is free again after stop', async () => {
    const port = Number(new URL(site.origin).port);
    const attempts = [
      serveSite({ root, port }),
      startDevPlatform({ port, siteUrl: 'http://localhost:8000/' }),
    ];
    for (const result of await Promise.allSettled(attempts)) {
      const error: unknown = result.status === 'rejected' ? result.reason : undefined;
      expect(error).toBeInstanceOf(PortInUseError);
      expect(error).toMatchObject({
        code: 'EADDRINUSE',
        message: `Port ${port} is in use: stop the program that uses it or choose another port.`,
      });
    }
    const first = await serveSite({ root, port: 0 });
    await first.stop();
    const again = await serveSite({ root, port: Number(new URL(first.origin).port) });
    expect(again.url).toBe(first.url);
    await again.stop();
  });
});
