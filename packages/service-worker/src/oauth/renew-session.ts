import { OAuthError } from '../flows/oauth-error.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import type { Session } from '../vault/types.js';
import { isSameUser, sessionOf } from './session-of.js';

/**
 * A session in place of `stale`, by its refresh token (RFC 6749 section 6). Rejects with an
 * OAuthError where the issuer refused for good, with a BridgeError where it may be tried again.
 */
export async function renewSession(stale: Session, flow: OidcFlow): Promise<Session> {
  const { credential } = stale;
  if (credential.kind !== 'bearer' || credential.refreshToken === undefined) {
    throw new OAuthError('no_refresh_token');
  }
  const { refreshToken, dpopKey } = credential;
  const tokens = await flow.client.refresh(refreshToken, dpopKey);
  const fresh = sessionOf(tokens, { via: stale.via, dpopKey, refreshToken }, flow);
  if (!isSameUser(stale, fresh)) {
    await flow.revoke(fresh);
    throw new OAuthError('another_user'); // OpenID Connect Core 12.2: `sub` stays
  }
  const { user, signIn, claims, roles } = stale;
  return {
    ...fresh,
    user,
    ...(signIn !== undefined && { signIn }),
    ...(!fresh.claims && claims && { claims }),
    ...(roles && { roles }),
  };
}
