import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import type { Flow, FlowContext } from '../flows/flow.js';
import { OidcFlow } from '../flows/oidc-flow.js';
import { TypedFlow } from '../flows/typed-flow.js';
import { LabArchivesFlow } from '../labarchives/labarchives-flow.js';
import { sessionProviders } from '../providers.js';
import type { SessionProvider } from '../providers.js';

/** The flow of each provider that has sessions, by the provider's id. @param scope the site's URL */
export function makeFlows(
  config: AuthConfig,
  context: FlowContext,
  scope: string,
): ReadonlyMap<string, Flow> {
  return new Map(
    sessionProviders(config).map((provider) => [provider.id, makeFlow(provider, context, scope)]),
  );
}

function makeFlow(provider: SessionProvider, context: FlowContext, scope: string): Flow {
  switch (provider.type) {
    case 'oidc':
      return new OidcFlow(provider, context);
    case 'labarchives':
      return new LabArchivesFlow(provider, context);
    case 'token':
    case 'basic': {
      const { checkUrl } = provider;
      return new TypedFlow(
        provider,
        context,
        checkUrl === undefined ? undefined : new URL(checkUrl, scope).href,
      );
    }
  }
}
