import { anonymousUser } from '@jupyterlite-auth-bridge/protocol';
import type { OidcFlow } from '../flows/oidc-flow.js';
import type { Tokens } from './tokens.js';
import { renewalTimes } from '../sessions/renewal-times.js';
import { userFromClaims } from '../user/user-from-claims.js';
import type { BearerCredential, DpopKey, Session } from '../vault/types.js';

/** How tokens came about. */
export interface TokensFrom {
  readonly via: Session['via'];
  /** The key that they are bound to. */
  readonly dpopKey: DpopKey | undefined;
  /** Goes on where the issuer gave no other. */
  readonly refreshToken?: string;
}

/** What these tokens make a session. Not in the vault: whether they are taken is another matter. */
export function sessionOf(
  tokens: Tokens,
  from: TokensFrom,
  { provider, context: { runtime } }: Pick<OidcFlow, 'provider' | 'context'>,
): Session {
  const { accessToken, refreshToken = from.refreshToken, claims, tokenClaims, expiresIn } = tokens;
  const credential: BearerCredential = {
    kind: 'bearer',
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(from.dpopKey && { dpopKey: from.dpopKey }),
  };
  return {
    provider: provider.id,
    via: from.via,
    credential,
    user: claims ? userFromClaims(claims) : anonymousUser(runtime.random(8)),
    scopes: tokens.scopes,
    ...(claims && { claims }),
    ...(tokenClaims && { tokenClaims }),
    ...(expiresIn !== undefined && renewalTimes(runtime.now() + expiresIn * 1000, runtime)),
  };
}

/** Unknown subjects are no reason to refuse: not every answer has an ID token. */
export function isSameUser(a: Session, b: Session): boolean {
  return (
    a.claims?.sub === undefined || b.claims?.sub === undefined || a.claims.sub === b.claims.sub
  );
}
