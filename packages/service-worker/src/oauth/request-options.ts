import * as oauth from 'oauth4webapi';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { ISSUER_TIMEOUT_MS } from './tokens.js';

/** For each request to the issuer: its time limit, and http only where the parser lets it through (loopback). */
export function requestOptions(provider: Pick<OidcProvider, 'issuer' | 'endpoints'>) {
  return {
    signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out
    [oauth.allowInsecureRequests]: isLoopbackHttp(provider),
  };
}

export function isLoopbackHttp({ issuer, endpoints }: Pick<OidcProvider, 'issuer' | 'endpoints'>) {
  return (issuer ?? endpoints?.token ?? '').startsWith('http:');
}
