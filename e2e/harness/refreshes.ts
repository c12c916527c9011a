import type { ReceivedRequest } from '@jupyterlite-auth-bridge/dev-platform';
import { expect } from 'vitest';

/** Of these requests, `least` or more, each succeeded with a refresh token that was used once: a second use would end the whole family. */
export function expectRefreshedOnceEach(
  refreshes: readonly ReceivedRequest[],
  least: number,
): void {
  expect(refreshes.length).toBeGreaterThanOrEqual(least);
  expect(refreshes.map(({ status }) => status)).toEqual(refreshes.map(() => 200));
  const used = refreshes.map(({ body }) => body?.refresh_token);
  expect(new Set(used).size).toBe(used.length);
}
