import type { KoaContextWithOIDC } from 'oidc-provider';
import type Provider from 'oidc-provider';

type Grant = InstanceType<Provider['Grant']>;

const DEVICE_ROUTES = ['code_verification', 'device_resume'];

/**
 * What the signed-in user has allowed already. A device's confirmation page
 * is the consent, so each confirmed code gets a grant of its own: ending one
 * notebook's sign-in does not end another's.
 */
export async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, client, session, route, result } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  if (DEVICE_ROUTES.includes(route)) {
    return createGrant(
      provider,
      session.accountId,
      client.clientId,
      ctx.oidc.requestParamOIDCScopes,
    );
  }
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  return grantId === undefined ? undefined : provider.Grant.find(grantId);
}

/** A stored grant of the user's to the client, with these scopes. */
export async function createGrant(
  provider: Provider,
  accountId: string,
  clientId: string,
  scopes: ReadonlySet<string>,
): Promise<Grant> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope([...scopes]);
  await grant.save();
  return grant;
}
