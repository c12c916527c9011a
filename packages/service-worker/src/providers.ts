import type {
  AuthConfig,
  NoneProvider,
  OidcProvider,
  Provider,
} from '@jupyterlite-auth-bridge/protocol';

/** A provider that sessions come from: all but those of type `none`. */
export type SessionProvider = Exclude<Provider, NoneProvider>;

/** In the order of `auth.json`. */
export function sessionProviders(config: AuthConfig): readonly SessionProvider[] {
  return Object.values(config.providers).filter(
    (provider): provider is SessionProvider => provider.type !== 'none',
  );
}

export function sessionProvider(config: AuthConfig, id: string): SessionProvider | undefined {
  return sessionProviders(config).find((provider) => provider.id === id);
}

/** The provider that the host's credential is for: the first whose `signIn` has `host`. */
export function hostProvider(config: AuthConfig): SessionProvider | undefined {
  return sessionProviders(config).find(({ signIn }) => signIn.some((method) => method === 'host'));
}

/** The provider that a token in the page's URL is for. */
export function linkProvider(config: AuthConfig): SessionProvider | undefined {
  return sessionProviders(config).find(({ type }) => type === 'token');
}

export function isOidc(provider: SessionProvider): provider is OidcProvider {
  return provider.type === 'oidc';
}
