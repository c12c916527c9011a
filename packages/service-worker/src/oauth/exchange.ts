import * as oauth from 'oauth4webapi';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';

/** An issuer that asks for more (s) is asked again by then all the same. */
const LONGEST_WAIT_S = 300;

/** The issuer answered, but not what the standard asks for; `reason` is shown. */
export function refusedAnswer(
  { label }: Pick<OidcProvider, 'label'>,
  reason: string,
  cause?: unknown,
): BridgeError {
  return new BridgeError(
    'issuer-refused',
    `${label}'s sign-in service sent an unusable answer (${reason}). Try again. If it keeps failing, tell the site owner.`,
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
  const retryAfter = retryAfterOf(answerOf(error));
  const what =
    retryAfter === undefined
      ? 'could not be reached. Check the connection and try again'
      : `is too busy. Try again in ${retryAfter || 'a few'} s`;
  return new BridgeError(
    'issuer-unreachable',
    `${provider.label}'s sign-in service ${what}. If it keeps failing, tell the site owner.`,
    { cause: error },
    retryAfter,
  );
}

/** True where the issuer answered, but only that it cannot answer now: nothing is decided by that. */
function isOutage(error: unknown): boolean {
  if (error instanceof oauth.ResponseBodyError) {
    if (error.error === 'slow_down') return false;
    if (error.error === 'temporarily_unavailable') return true;
  }
  const { status = 0 } = answerOf(error) ?? {};
  return status === 429 || status >= 500;
}

/** The issuer's answer that the error is about, where it is about one. */
function answerOf(error: unknown): Response | undefined {
  if (error instanceof oauth.ResponseBodyError) return error.response;
  const { cause } = error instanceof oauth.OperationProcessingError ? error : { cause: undefined };
  return cause instanceof Response ? cause : undefined;
}

/**
 * What an answer says of when to ask again (RFC 9110 section 10.2.3), in seconds: 0 where it is
 * that of a busy server which does not say, or does not let this site read it (CORS).
 */
function retryAfterOf(answer: Response | undefined): number | undefined {
  if (answer?.status !== 429 && answer?.status !== 503) return undefined;
  const text = answer.headers.get('retry-after') ?? '';
  const seconds = Number(text) || (Date.parse(text) - Date.now()) / 1000;
  return seconds > 0 ? Math.min(Math.ceil(seconds), LONGEST_WAIT_S) : 0;
}

/** True where the issuer refused the token itself, by status 401 (RFC 6750 section 3.1). */
export function isUnauthorized(error: unknown): boolean {
  const { cause } = error instanceof BridgeError ? error : { cause: undefined };
  if (cause instanceof oauth.WWWAuthenticateChallengeError) return cause.status === 401;
  return answerOf(cause)?.status === 401;
}
