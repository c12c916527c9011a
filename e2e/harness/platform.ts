import { startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';
import { PLATFORM_PORT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';

/** Starts the platform of this file's site, which knows nothing yet; codes are polled for each second. */
export function startPlatform(options: Partial<DevPlatformOptions> = {}): Promise<DevPlatform> {
  return startDevPlatform({
    port: PLATFORM_PORT,
    siteUrl: SITE_URL,
    deviceInterval: 1,
    ...options,
  });
}
