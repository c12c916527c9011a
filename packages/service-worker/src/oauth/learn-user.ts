import type { OidcFlow } from '../flows/oidc-flow.js';
import { grantsIn } from '../rules/grants.js';
import { userFromClaims } from '../user/user-from-claims.js';
import type { BearerCredential, Session } from '../vault/types.js';

/** Asks the issuer's userinfo endpoint for the session's user and roles, and sets them in the vault. */
export async function learnUser(
  { user: asked, claims }: Session,
  { accessToken, dpopKey }: BearerCredential,
  { provider, client, context: { vault } }: OidcFlow,
): Promise<void> {
  const said = await client.userinfo(accessToken, dpopKey).catch(() => undefined);
  const current = vault.session(provider.id);
  // OpenID Connect Core 5.3.2: of another subject it must not be used.
  if (!said || current?.user !== asked) return;
  if (claims?.sub !== undefined && claims.sub !== said.sub) return;
  const user = claims?.name === undefined ? userFromClaims({ ...claims, ...said }) : current.user;
  vault.renewSession({ ...current, user, roles: grantsIn(said) });
}
