import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { siteFromScope } from '../site.js';
import { sealScript, startsWorker } from './seal-script.js';

const SITE = siteFromScope('https://site.example/lite/');
const POLICY = "default-src 'none'";

function starts(destination: string, address: string): boolean {
  const request = new Request(address);
  Object.defineProperty(request, 'destination', { value: destination });
  return startsWorker(SITE, request, new URL(address));
}

describe('startsWorker', () => {
  it.each([
    ['worker', 'https://site.example/lite/any/name.js', true],
    ['sharedworker', 'https://site.example/lite/any/name.js?x', true],
    ['worker', 'https://site.example/other/name.js', false],
    ['script', 'https://site.example/lite/any/name.js', false],
    ['', 'https://site.example/lite/any/name.js', false],
    ['document', 'https://site.example/lite/lab/', false],
  ])('%s %s: %s', (destination, url, expected) => {
    expect(starts(destination, url)).toBe(expected);
  });
});

describe('sealScript', () => {
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'content-length': '9',
    'content-encoding': 'gzip',
    'cross-origin-embedder-policy': 'require-corp',
    'content-security-policy': "img-src 'none'",
  };

  it('puts the policy beside what the web host has set, and leaves status and type', async () => {
    const response = await sealScript(new Response('f();', { headers }), POLICY);
    expect(response.status).toBe(200);
    const kept: Record<string, string> = {};
    response.headers.forEach((value, name) => (kept[name] = value));
    expect(kept).toEqual({
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-embedder-policy': 'require-corp',
      'content-security-policy': "img-src 'none', default-src 'none'",
    });
    expect((await response.text()).endsWith('f();')).toBe(true);
  });

  it('leaves an answer that is no script', async () => {
    const missing = new Response('Not found', { status: 404 });
    expect(await sealScript(missing, POLICY)).toBe(missing);
  });

  /** Runs a sealed script as a worker whose global has what is to be hidden. */
  async function run(script: string, configurable = true): Promise<unknown> {
    const navigator: unknown = Object.create(
      Object.defineProperty({}, 'serviceWorker', { get: () => 'way', configurable }),
    );
    const self = Object.create(
      Object.defineProperty({}, 'caches', { get: () => 'way', configurable: true }),
    ) as object;
    const sealed = await (await sealScript(new Response(script), POLICY)).text();
    return runInNewContext(sealed, { navigator, self });
  }

  it('hides the service worker and the cache before the script runs, own or inherited', async () => {
    expect(await run('["serviceWorker" in navigator, "caches" in self].join()')).toBe(
      'false,false',
    );
  });

  it('runs nothing of the script where they cannot be hidden', async () => {
    await expect(run('globalThis.ran = true', false)).rejects.toThrow();
  });

  it.each([
    ['"use strict"; (function () { return this === undefined; })()', true],
    ["  'use strict';(function () { return this === undefined; })()", true],
    ['(function () { return this === undefined; })()', false],
  ])('leaves the mode of %s', async (script, strict) => {
    expect(await run(script)).toBe(strict);
  });
});
