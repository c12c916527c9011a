import type { OidcFlow } from '../flows/oidc-flow.js';
import type { Tokens } from './tokens.js';
import type { DpopKey, Method } from '../vault/types.js';
import { isSameUser, sessionOf } from './session-of.js';

/** A sign-in that has yielded tokens. `client`: one of notebook code's own. */
export interface TokensSignIn {
  readonly id: string;
  readonly method: Method | 'client';
  readonly dpopKey?: DpopKey;
}

/**
 * Makes a session of a sign-in's tokens. False where they were not taken, and are revoked: they are
 * of another user than this sign-in may be of.
 */
export function acceptTokens(
  tokens: Tokens,
  { id, method, dpopKey }: TokensSignIn,
  flow: OidcFlow,
): boolean {
  const session = { ...sessionOf(tokens, { via: method, dpopKey }, flow), signIn: id };
  const current = flow.context.vault.session(flow.provider.id);
  const isOther = current && !isSameUser(current, session);
  // Notebook code may not put another user, or one unknown, in the place of the one who is signed in.
  const { sub } = session.claims ?? {};
  const isUnknown = current && (sub === undefined || sub !== current.claims?.sub);
  if ((method === 'silent' && isOther) || (method === 'client' && isUnknown)) {
    void flow.revoke(session);
    return false;
  }
  flow.context.accept(session);
  return true;
}

/** Revokes tokens that came too late: nobody has them, and nobody shall. */
export function discardTokens(
  tokens: Tokens,
  { dpopKey }: Pick<TokensSignIn, 'dpopKey'>,
  flow: OidcFlow,
): void {
  void flow.revoke(sessionOf(tokens, { via: 'client', dpopKey }, flow));
}
