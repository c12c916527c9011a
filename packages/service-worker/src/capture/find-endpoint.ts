import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { Sessions } from '../flows/sessions.js';
import type { RequestFacts } from '../rules/decide.js';
import type { Endpoint } from './token-endpoint.js';

/** Providers to whose endpoints the request may go: told from the request alone, before discovery by the origin. */
export function candidates(
  { url, method, destination, mode }: RequestFacts,
  sessions: Sessions,
): readonly OidcProvider[] {
  if (method !== 'POST' || destination !== '' || mode === 'no-cors') return [];
  return sessions.oidcProviders().filter((provider) => {
    const known = sessions.client(provider).knownEndpoints;
    if (!known) return hostOf(url) === hostOf(new URL(provider.issuer));
    return endpointAt(url, known) !== undefined;
  });
}

/** The endpoint at `url`, after discovery; undefined where it is none, `unknown` where discovery fails. */
export async function findEndpoint(
  url: URL,
  providers: readonly OidcProvider[],
  sessions: Sessions,
): Promise<{ provider: OidcProvider; endpoint: Endpoint } | 'unknown' | undefined> {
  let unknown = false;
  for (const provider of providers) {
    const endpoints = await sessions
      .client(provider)
      .endpoints()
      .catch(() => undefined);
    unknown ||= endpoints === undefined;
    const endpoint = endpoints && endpointAt(url, endpoints);
    if (endpoint) return { provider, endpoint };
  }
  return unknown ? 'unknown' : undefined;
}

function endpointAt(
  url: URL,
  endpoints: { readonly token?: string; readonly deviceAuthorization?: string },
): Endpoint | undefined {
  const address = looseAddress(url);
  const isAt = (endpoint: string | undefined) =>
    endpoint !== undefined && looseAddress(new URL(endpoint)) === address;
  if (isAt(endpoints.token)) return 'token';
  if (isAt(endpoints.deviceAuthorization)) return 'device-authorization';
  return undefined;
}

/**
 * Servers read paths in more than one way: case, escapes, path parameters,
 * doubled and closing slashes must not lead past us to the same endpoint.
 */
function looseAddress(url: URL): string {
  const path = url.pathname
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/;[^/]*/g, '')
    .replace(/[/\\]+/g, '/')
    .replace(/\/$/, '');
  return hostOf(url) + path.toLowerCase();
}

/** Scheme, host and port; a dot at the end names the same host. */
function hostOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname.replace(/\.$/, '')}:${port}`;
}
