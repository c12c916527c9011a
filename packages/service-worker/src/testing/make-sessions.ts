import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { Sessions } from '../flows/sessions.js';
import { userFromName } from '../flows/user-from-claims.js';
import type { Session } from '../vault/types.js';
import { Vault } from '../vault/vault.js';
import { FakeRuntime } from './fake-runtime.js';
import { oidcProvider } from './make-config.js';

/** Sessions with a vault of their own; `seen` is what they asked of the outside. */
export function makeSessions(config: AuthConfig) {
  const runtime = new FakeRuntime();
  const vault = new Vault('boot');
  const seen = { hostAsked: 0, signedIn: [] as Session[], commits: 0 };
  const sessions = new Sessions(
    config,
    vault,
    runtime,
    {
      askHost: () => (seen.hostAsked += 1),
      signedIn: (session) => seen.signedIn.push(session),
      hasTopLevelPage: () => Promise.resolve(true),
      commit: () => {
        seen.commits += 1;
        return Promise.resolve();
      },
    },
    'locks',
  );
  return { config, runtime, vault, sessions, seen, provider: oidcProvider(config) };
}

/** A session as a device sign-in leaves it, with tokens that the scripted issuer never gave. */
export function deviceSession(more: Partial<Session> = {}): Session {
  return {
    provider: 'platform',
    via: 'device',
    credential: {
      kind: 'bearer',
      accessToken: 'secret-access-old',
      refreshToken: 'secret-refresh-old',
    },
    user: userFromName('grace'),
    scopes: ['openid'],
    ...more,
  };
}

/** A session as the host hands it over. */
export function hostSession(authToken: string, accountId = 'account-1'): Session {
  return {
    provider: 'platform',
    via: 'host',
    credential: { kind: 'header-pair', accountId, authToken },
    user: userFromName(accountId),
    scopes: [],
  };
}
