import type {
  AuthConfig,
  BridgeState,
  Provider,
  ProviderState,
  SessionState,
  SignInState,
  Trouble,
} from '@jupyterlite-auth-bridge/protocol';
import type { DatedTrouble, InteractiveMethod, Session, SignIn } from './types.js';
import type { Vault } from './vault.js';

/** What pages and kernels may know. Built field by field: a new secret field of the vault stays inside. */
export function bridgeState(vault: Vault, config: AuthConfig, build: string): BridgeState {
  const providers = Object.values(config.providers).filter(({ type }) => type !== 'none');
  return { build, providers: providers.map((provider) => providerState(vault, provider)) };
}

export function providerState(vault: Vault, provider: Provider): ProviderState {
  const session = vault.session(provider.id);
  const signIn = vault.signIn(provider.id);
  const trouble = vault.trouble(provider.id);
  const signingIn = signIn?.phase === 'starting' || signIn?.phase === 'pending';
  return {
    id: provider.id,
    label: provider.label,
    status: session ? 'signed-in' : signingIn ? 'signing-in' : 'signed-out',
    ...(session && { session: sessionState(session) }),
    ...(signIn && { signIn: signInState(signIn, provider) }),
    ...(trouble && { trouble: plain(trouble) }),
  };
}

function sessionState(session: Session): SessionState {
  const { credential, user, via, scopes, expiresAt } = session;
  return {
    user,
    via,
    scopes,
    renewable: via === 'host' || (credential.kind === 'bearer' && !!credential.refreshToken),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function signInState(signIn: SignIn, provider: Provider): SignInState {
  const {
    id,
    method = 'device',
    phase,
    userCode,
    verificationUri,
    verificationUriComplete,
    expiresAt,
  } = signIn;
  return {
    id,
    method,
    others: interactiveMethods(provider).filter((other) => other !== method),
    phase,
    ...(userCode !== undefined && { userCode }),
    ...(verificationUri !== undefined && { verificationUri }),
    ...(verificationUriComplete !== undefined && { verificationUriComplete }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(signIn.trouble && { trouble: plain(signIn.trouble) }),
  };
}

function plain({ code, detail }: DatedTrouble): Trouble {
  return { code, detail };
}

/** The methods of `signIn` that the user takes part in, in its order. */
export function interactiveMethods(provider: Provider): readonly InteractiveMethod[] {
  if (provider.type !== 'oidc') return [];
  return provider.signIn.filter((method) => method !== 'host');
}
