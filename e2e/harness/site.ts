import { SITE_PORT, PLATFORM_PORT, SITE_ROOT, SITE_URL } from '../../scripts/lib/e2e-site.mjs';
import { serveSite, startDevPlatform } from '@jupyterlite-auth-bridge/dev-platform';
import type { DevPlatform, DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';

/** The built site and its platform, running. */
export interface Stack {
  readonly platform: DevPlatform;
  readonly siteUrl: string;
  stop(): Promise<void>;
}

/** Serves the site that `npm test` has built, with a platform of its own that knows nothing yet. */
export async function startStack(options: Partial<DevPlatformOptions> = {}): Promise<Stack> {
  const platform = await startDevPlatform({ port: PLATFORM_PORT, siteUrl: SITE_URL, ...options });
  const site = await serveSite({ root: SITE_ROOT, port: SITE_PORT });
  return {
    platform,
    siteUrl: SITE_URL,
    stop: async () => {
      await Promise.all([site.stop(), platform.stop()]);
    },
  };
}
