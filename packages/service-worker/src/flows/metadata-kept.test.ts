import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { signInByCode } from '../testing/api-calls.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { startIssuer } from '../testing/issuer.js';
import { accessTokenOf, platformSessions } from '../testing/platform-sessions.js';

const HOUR_MS = 3_600_000;

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ accessTokenSeconds: 300 })));
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await issuer.stop();
});

/** A worker that was stopped, and started with what its keeper had. */
function restart({ vault, runtime }: ReturnType<typeof platformSessions>) {
  const next = platformSessions(issuer, {}, { runtime });
  next.vault.restore(vault.snapshot());
  return next;
}

async function renewed(parts: ReturnType<typeof platformSessions>): Promise<string | undefined> {
  const session = parts.vault.session('platform');
  return session && accessTokenOf(await parts.sessions.renew(session));
}

const asked = () => [issuer.at('discovery').length, issuer.at('jwks').length];

/** Both clocks: ours, and the one that the OAuth library and the keys go by. */
async function pass(ms: number, runtime: FakeRuntime): Promise<void> {
  await runtime.advance(ms);
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + ms);
}

describe('discovery and keys', { timeout: 30_000 }, () => {
  it('are asked for once, however often the worker is stopped', async () => {
    let parts = platformSessions(issuer);
    await signInByCode(issuer, parts);
    expect(asked()).toEqual([1, 1]);
    for (let i = 0; i < 10; i += 1) {
      parts = restart(parts);
      await pass(240_000, parts.runtime);
      // Of a key that is not known nobody would be let in.
      expect(await renewed(parts)).toMatch(/access/);
    }
    expect(asked()).toEqual([1, 1]);
    expect(issuer.refreshes).toBe(10);
  });

  it('are asked for anew after an hour', async () => {
    let parts = platformSessions(issuer);
    await signInByCode(issuer, parts);
    await pass(HOUR_MS + 1_000, parts.runtime);
    parts = restart(parts);
    await renewed(parts);
    expect(asked()).toEqual([2, 2]);
  });

  it('of keys that were exchanged since, the new ones are asked for, in a restarted worker too', async () => {
    const before = platformSessions(issuer);
    await signInByCode(issuer, before);
    await issuer.rotateKeys();
    const parts = restart(before);
    await pass(60_000, parts.runtime);
    expect(await renewed(parts)).toMatch(/access/);
    expect(parts.vault.session('platform')?.claims?.exp).toBeGreaterThan(
      Number(before.vault.session('platform')?.claims?.exp),
    );
    expect(asked()).toEqual([1, 2]);
    expect(await renewed(restart(parts))).toMatch(/access/);
    expect(asked()).toEqual([1, 2]);
  });

  it.each([
    ['no record', 'keys'],
    ['no list', { jwks: { keys: 'none' }, uat: Math.floor(Date.now() / 1000) }],
    ['no time', { jwks: { keys: [] }, uat: 'now' }],
  ])('that were kept but are %s are asked for', async (_, keys) => {
    const parts = platformSessions(issuer);
    await signInByCode(issuer, parts);
    const { vault } = parts;
    vault.setProviderMetadata('platform', { ...vault.providerMetadata('platform'), keys });
    expect(await renewed(restart(parts))).toMatch(/access/);
    expect(asked()).toEqual([1, 2]);
  });

  it("are not read from where a page's scripts can write", async () => {
    // What a notebook's script puts into Cache Storage: an issuer that sends tokens to its own server.
    const liar = await startIssuer();
    try {
      const read: string[] = [];
      const answer = (url: string) => {
        read.push(url);
        const lie = { ...liar.metadata(), issuer: issuer.issuer };
        return Promise.resolve(url.includes('jwks') ? undefined : Response.json(lie));
      };
      const urlOf = (request: RequestInfo | URL) =>
        request instanceof Request ? request.url : String(request);
      const cache = { match: (request: RequestInfo) => answer(urlOf(request)) };
      const open = () => Promise.resolve(cache);
      vi.stubGlobal('caches', { ...cache, open, keys: () => Promise.resolve(['all']) });
      const runtime = new FakeRuntime();
      runtime.cached = ({ url }: Request) => answer(url);
      let parts = platformSessions(issuer, {}, { runtime });
      await signInByCode(issuer, parts);
      await pass(2 * HOUR_MS, runtime);
      parts = restart(parts);
      expect(await renewed(parts)).toMatch(/access/);
      expect(read).toEqual([]);
      expect(liar.received).toEqual([]);
      expect(asked()).toEqual([2, 2]);
    } finally {
      await liar.stop();
    }
  });

  it('of another issuer than the one in auth.json is not used, though a keeper brings it', async () => {
    const parts = platformSessions(issuer);
    await signInByCode(issuer, parts);
    const { vault } = parts;
    const { server } = vault.providerMetadata('platform') ?? {};
    if (!isRecord(server)) throw new Error('nothing was kept');
    const lie = {
      ...server,
      issuer: 'https://evil.example',
      token_endpoint: 'https://evil.example',
    };
    vault.setProviderMetadata('platform', { at: parts.runtime.now(), server: lie });
    issuer.on('discovery', json(200, issuer.metadata()));
    expect(await renewed(restart(parts))).toMatch(/access/);
    expect(issuer.at('discovery')).toHaveLength(2);
  });
});
