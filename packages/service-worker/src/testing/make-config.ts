import { parseConfig } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig, OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { CLIENT_ID } from './issuer.js';

/** An `auth.json` with one provider, `platform`, and whatever else the test wants. */
export function configJson(
  issuer: string,
  apis: readonly Record<string, unknown>[] = [],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { providers: { platform: providerJson(issuer) }, apis, ...more };
}

export function providerJson(
  issuer: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const all: Record<string, unknown> = {
    label: 'Platform',
    type: 'oidc',
    issuer,
    clientId: CLIENT_ID,
    scope: 'openid profile',
    signIn: ['device'],
    ...more,
  };
  // `undefined` takes a key out, as it does in JSON.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Throws where the parser refuses: a test's mistake. */
export function configOf(json: unknown): AuthConfig {
  const parsed = parseConfig(json);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

export function oidcProvider(config: AuthConfig, id = 'platform'): OidcProvider {
  const provider = config.providers[id];
  if (provider?.type !== 'oidc') throw new Error(`no OIDC provider ${id}`);
  return provider;
}
