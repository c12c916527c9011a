import type { Claims, Signing } from '../tokens/id-tokens.js';
import type { Context } from './context.js';
import type { Granted } from './grants.js';

export interface TokenRequest extends Granted {
  /** Whether there is an ID token. */
  readonly openid: boolean;
  /** The key that the access token is bound to. */
  readonly jkt?: string | undefined;
  /** How long the access token lives, where not as the options say. */
  readonly seconds?: number | undefined;
  readonly claims?: Claims;
  readonly signing?: Signing;
}

/** The body of a token answer, RFC 6749 section 5.1. */
export async function issueTokens(
  request: TokenRequest,
  { settings, tokens, idTokens }: Context,
): Promise<Record<string, unknown>> {
  const { grant, jkt, openid, withRefreshToken, seconds, ...idToken } = request;
  const expires_in = seconds ?? settings.accessTokenSeconds;
  return {
    access_token: tokens.addAccess(grant, expires_in, jkt),
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in,
    ...(withRefreshToken && { refresh_token: tokens.addRefresh(grant) }),
    ...(openid && { id_token: await idTokens.issue(grant.user, idToken) }),
    scope: grant.scope,
  };
}
