import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { isOidc, sessionProviders } from '../providers.js';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { Rule } from '../rules/compile-rules.js';

/**
 * The Content-Security-Policy (CSP level 3) of a sealed kernel: it loads code from the site alone, and
 * talks to the site, to what rules allow, and to the endpoints at which clients run flows of their own.
 * @param scope the site's URL, ending in a slash
 * @param pyodide where Pyodide is, ending in a slash; null where it is a part of the site
 */
export function sealingPolicy(
  config: AuthConfig,
  rules: readonly Rule[],
  scope: string,
  pyodide: string | null,
): string {
  const code = [scope, ...(pyodide === null ? [] : [pyodide])].map(below);
  const called = rules
    .filter(({ access }) => access !== 'deny')
    .flatMap(({ prefix }) => atAndBelow(prefix));
  const issuers = sessionProviders(config).filter(isOidc).flatMap(endpointsOf);
  return [
    "default-src 'none'",
    // Pyodide's loader is made by eval; import() of another origin would send what is in the address.
    `script-src ${code.join(' ')} 'wasm-unsafe-eval' 'unsafe-eval'`,
    `connect-src ${[...new Set([...code, ...called, ...issuers])].join(' ')}`,
    "worker-src 'none'",
  ].join('; ');
}

/** Discovery tells the endpoints later than the policy is needed: the whole origin of the issuer then. */
function endpointsOf({ issuer, endpoints }: OidcProvider): string[] {
  const named = endpoints
    ? [endpoints.token, endpoints.deviceAuthorization, endpoints.userinfo, endpoints.revocation]
    : [];
  const sources = named.flatMap((url) => (url === undefined ? [] : [exactly(new URL(url))]));
  return issuer === undefined ? sources : [...sources, `${new URL(issuer).origin}/`];
}

/** With a slash at its end, a source stands for all that is below it. */
function below(url: string): string {
  const { origin, pathname } = new URL(url);
  return source(origin, pathname);
}

function atAndBelow({ origin, pathname }: URL): string[] {
  const path = pathname.replace(/\/$/, '');
  return path === '' ? [`${origin}/`] : [source(origin, path), source(origin, `${path}/`)];
}

function exactly({ origin, pathname }: URL): string {
  return source(origin, pathname);
}

/** Both characters would end the source: CSP level 3, section 2.3.1. */
function source(origin: string, path: string): string {
  return origin + path.replaceAll(';', '%3B').replaceAll(',', '%2C');
}
