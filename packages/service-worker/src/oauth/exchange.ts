import * as oauth from 'oauth4webapi';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';

/** The issuer answered, but not what the standard asks for; `reason` is shown. */
export function refusedAnswer(
  { label }: Pick<OidcProvider, 'label'>,
  reason: string,
  cause?: unknown,
): BridgeError {
  return new BridgeError(
    'issuer-refused',
    `${label}'s sign-in service answered in a way that cannot be used (${reason}). Try again; if it goes on, tell the site owner.`,
    { cause },
  );
}

/**
 * Runs one exchange with an issuer. Rejects with an OAuthError where the
 * issuer refused, else with a BridgeError `issuer-unreachable` (no answer in
 * time, or only that it cannot answer now) or `issuer-refused` (an answer that
 * is not what the standard asks for).
 */
export async function exchange<T>(
  provider: Pick<OidcProvider, 'label'>,
  task: () => Promise<T>,
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw translate(provider, error);
  }
}

function translate(provider: Pick<OidcProvider, 'label'>, error: unknown): Error {
  if (error instanceof BridgeError || error instanceof OAuthError) return error;
  if (!isOutage(error)) {
    if (error instanceof oauth.ResponseBodyError) return new OAuthError(error.error);
    if (error instanceof oauth.AuthorizationResponseError) return new OAuthError(error.error);
    if (error instanceof oauth.OperationProcessingError) {
      // The library's words for what it was; what it found is in `cause` alone.
      return refusedAnswer(provider, error.message, error);
    }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return refusedAnswer(provider, error.code, error);
    }
  }
  return new BridgeError(
    'issuer-unreachable',
    `${provider.label}'s sign-in service could not be reached. Check the connection and try again; if it goes on, tell the site owner.`,
    { cause: error },
  );
}

/** True where the issuer answered, but only that it cannot answer now: nothing is decided by that. */
function isOutage(error: unknown): boolean {
  if (error instanceof oauth.ResponseBodyError) {
    if (error.error === 'slow_down') return false;
    return error.status === 429 || error.error === 'temporarily_unavailable';
  }
  const { cause } = error instanceof oauth.OperationProcessingError ? error : { cause: undefined };
  return cause instanceof Response && cause.status >= 500;
}

/** True where the issuer refused the token itself, by status 401 (RFC 6750 section 3.1). */
export function isUnauthorized(error: unknown): boolean {
  const { cause } = error instanceof BridgeError ? error : { cause: undefined };
  if (cause instanceof oauth.WWWAuthenticateChallengeError) return cause.status === 401;
  const response = cause instanceof oauth.OperationProcessingError ? cause.cause : undefined;
  return response instanceof Response && response.status === 401;
}
