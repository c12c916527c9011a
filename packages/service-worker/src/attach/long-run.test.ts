import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { apiCalls, signInByCode } from '../testing/api-calls.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { startIssuer } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';

const TWO_HOURS_MS = 2 * 60 * 60_000;

let issuer: MockProvider;
let runtime: FakeRuntime;
beforeEach(async () => {
  runtime = new FakeRuntime();
  issuer = await startIssuer({ accessTokenSeconds: 5, now: () => runtime.now() });
});
afterEach(() => issuer.stop());

it('calls succeed for two hours on tokens of five seconds, each refreshed once', async () => {
  const parts = apiCalls(providerJson(issuer.issuer), issuer.url('me'), { runtime });
  await signInByCode(issuer, parts);
  const end = runtime.now() + TWO_HOURS_MS;
  let calls = 0;
  const failures: string[] = [];
  while (runtime.now() < end) {
    const response = await parts.call();
    calls += 1;
    if (response.status !== 200) failures.push(await response.text());
    else await response.arrayBuffer();
    await runtime.advance(3_000);
  }
  expect(failures).toEqual([]);
  expect(calls).toBe(2_400);
  // At most one for each token's life.
  expect(issuer.refreshes).toBeLessThanOrEqual(TWO_HOURS_MS / 4_000);
  expect(issuer.refreshes).toBeGreaterThan(1_000);
  expect(issuer.replays).toBe(0);
  // No call met a 401: each token was renewed before it ended.
  expect(issuer.at('me')).toHaveLength(calls);
}, 60_000);
