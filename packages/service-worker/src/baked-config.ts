import { CONFIG_FORMAT, isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';

/**
 * What the addon has put in: it has checked the auth.json, and filled in every
 * default. Throws an Error that says what to do where this script and the
 * configuration do not belong together.
 */
export function readBakedConfig(value: unknown): AuthConfig {
  if (isBaked(value)) return value.config;
  throw new Error(
    `service-worker.js and the auth.json in it are of different versions of jupyterlite-auth-bridge: run \`jupyter lite build\` again.`,
  );
}

/** Nobody but the addon writes it, and the script itself would be as easy to change. */
function isBaked(value: unknown): value is { readonly config: AuthConfig } {
  return isRecord(value) && value.format === CONFIG_FORMAT && isRecord(value.config);
}
