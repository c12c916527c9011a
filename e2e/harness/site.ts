import { SITE_PORT, SITE_ROOT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';

import { startPlatform } from './platform.js';

/** The built site and its platform, running. */
export interface Stack {
  readonly platform: DevPlatform;
  readonly siteUrl: string;
  /** Path and query of every request to the site's web host, in order. */
  readonly siteReceived: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves the site that `npm test` has built, with a platform of its own that knows nothing yet.
 * @param root folder of another site, built for the same ports
 */
export async function startStack(
  options: Partial<DevPlatformOptions> = {},
  root = SITE_ROOT,
): Promise<Stack> {
  const platform = await startPlatform(options);
  const site = await serveSite({ root, port: SITE_PORT });
  return {
    platform,
    siteUrl: SITE_URL,
    siteReceived: site.received,
    stop: async () => {
      await Promise.all([site.stop(), platform.stop()]);
    },
  };
}
