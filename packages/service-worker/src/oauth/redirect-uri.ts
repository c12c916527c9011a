import type { AuthConfig, OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { isOidc, sessionProviders } from '../providers.js';

/** Whose sign-in comes back to this site. */
export interface CallbackContext {
  readonly config: AuthConfig;
  /** Absolute URL: everything that the worker answers itself. */
  readonly own: string;
}

/**
 * Where the provider's issuer sends the user back to. Each provider has its own, or an issuer
 * could have another's code sent to itself: RFC 9700 section 4.4.2.2. An id needs no escaping.
 */
export function redirectUri(provider: string, { config, own }: CallbackContext): string {
  const first = sessionProviders(config).find(isOidc);
  return first?.id === provider ? `${own}callback` : `${own}callback/${provider}`;
}

/** True for a callback that is another provider's, by its address or by `iss` (RFC 9207). */
export function isOfAnother(
  url: URL,
  { id, issuer }: OidcProvider,
  context: CallbackContext,
): boolean {
  // A web host that has answered it first has put a slash behind it.
  const address = `${url.origin}${url.pathname}`.replace(/\/$/, '');
  if (address !== redirectUri(id, context)) return true;
  const issuers = sessionProviders(context.config)
    .filter(isOidc)
    .map((provider) => provider.issuer)
    .filter((other) => other !== undefined && other !== issuer);
  return url.searchParams.getAll('iss').some((iss) => issuers.includes(iss));
}
