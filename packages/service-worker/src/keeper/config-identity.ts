import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { sessionProviders } from '../providers.js';
import type { SessionProvider } from '../providers.js';

/** What makes a session one of this `auth.json`: texts that are equal as long as it is. */
export interface ConfigIdentity {
  readonly providers: readonly (readonly [provider: string, identity: string])[];
  /** Of the hosts that may hand over a credential. */
  readonly host: string;
  /** Of the rules: what the user allows by one of them, is allowed by no other. */
  readonly apis: string;
}

export function configIdentity(config: AuthConfig): ConfigIdentity {
  const { host, apis } = config;
  return {
    providers: sessionProviders(config).map((each) => [each.id, canonical(relevant(each))]),
    host: canonical([host?.origins, host?.profile]),
    apis: canonical(apis),
  };
}

/** All that says whose credentials these are and what they are asked for; not how it looks, nor the ways to sign in. */
function relevant(provider: SessionProvider): readonly unknown[] {
  const { type } = provider;
  switch (type) {
    case 'oidc': {
      const { issuer, endpoints, clientId, scope, parameters, dpop } = provider;
      return [type, issuer, endpoints, clientId, scope, parameters, dpop];
    }
    // The label is all that told the user where the secret is for.
    case 'token':
      return [type, provider.label, provider.scheme, provider.checkUrl, provider.tokenUrl];
    case 'basic':
      return [type, provider.label, provider.checkUrl];
    case 'labarchives':
      return [type, provider.url, provider.accessKeyId];
  }
}

/** JSON that the order of keys does not change. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isRecord(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
