import { decodeOnce } from '@jupyterlite-auth-bridge/protocol';
import type { Endpoints } from '../flows/provider-metadata.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import type { Sessions } from '../sessions/sessions.js';
import type { RequestFacts } from '../rules/decide.js';

/** Which endpoint of a provider a request goes to. */
export type Endpoint = 'token' | 'device-authorization';

/** Providers whose endpoints are not known yet, where the request may go to one. */
export function undiscovered(facts: RequestFacts, sessions: Sessions): readonly OidcFlow[] {
  return canBeRead(facts) ? sessions.oidcFlows().filter((flow) => !flow.knownEndpoints) : [];
}

/** Of other requests to an endpoint nobody gets an answer to read. */
function canBeRead({ method, destination, mode }: RequestFacts): boolean {
  return method === 'POST' && destination === '' && mode !== 'no-cors';
}

/** Providers to whose endpoints the request may go: told from the request alone, before discovery by the origin. */
export function candidates(facts: RequestFacts, sessions: Sessions): readonly OidcFlow[] {
  if (!canBeRead(facts)) return [];
  const { url } = facts;
  return sessions.oidcFlows().filter(({ knownEndpoints: known, provider }) => {
    if (!known) return isOfIssuer(url, provider);
    return endpointAt(url, known) !== undefined;
  });
}

/**
 * The endpoint at `url`, after discovery; undefined where it is none, `unknown`
 * where discovery fails and it is on the issuer's own origin.
 */
export async function findEndpoint(
  url: URL,
  flows: readonly OidcFlow[],
): Promise<{ flow: OidcFlow; endpoint: Endpoint } | 'unknown' | undefined> {
  let unknown = false;
  const all = await Promise.all(flows.map((flow) => flow.endpoints().catch(() => undefined)));
  for (const [i, flow] of flows.entries()) {
    const endpoints = all[i];
    unknown ||= endpoints === undefined && isOfIssuer(url, flow.provider);
    const endpoint = endpoints && endpointAt(url, endpoints);
    if (endpoint) return { flow, endpoint };
  }
  return unknown ? 'unknown' : undefined;
}

function isOfIssuer(url: URL, { issuer }: OidcFlow['provider']): boolean {
  return hostOf(url) === hostOf(new URL(issuer ?? url));
}

function endpointAt(
  url: URL,
  endpoints: Pick<Endpoints, 'token' | 'deviceAuthorization'>,
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
  const path = decodeOnce(url.pathname)
    .replace(/;[^/]*/g, '')
    .replace(/[/\\]+/g, '/')
    .replace(/\/$/, '');
  return hostOf(url) + path.toLowerCase();
}

/** Scheme, host and port; a dot at the end names the same host. */
function hostOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname.replace(/\.$/, '')}:${port}`;
}
