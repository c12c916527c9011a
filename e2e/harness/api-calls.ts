import type { DevPlatform, ReceivedRequest } from '@jupyterlite-auth-bridge/dev-platform';

/** What the platform received below `prefix`, preflights aside. */
export function apiCalls(platform: DevPlatform, prefix: string): readonly ReceivedRequest[] {
  return platform.received.filter(
    ({ path, method }) => path.startsWith(prefix) && method !== 'OPTIONS',
  );
}
