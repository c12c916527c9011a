import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import type { HostAnswer } from '../host/host-channel.js';
import { oauthPart } from '../oauth/part.js';
import { makeFlows } from '../sessions/make-flows.js';
import { Sessions } from '../sessions/sessions.js';
import { userFromName } from '../user/user-from-claims.js';
import type { Session } from '../vault/types.js';
import { Vault } from '../vault/vault.js';
import { FakeRuntime } from './fake-runtime.js';

export const SITE = 'https://site.example/courses/';

export interface Outside {
  readonly runtime?: FakeRuntime;
  /** Whether there is a page that carries out silent sign-ins; what it does then is the test's. */
  readonly silent?: boolean;
  /** Whether all the site's pages are in frames. */
  readonly framed?: boolean;
  /** The second script. */
  readonly oauth?: () => typeof oauthPart;
}

/** Sessions with a vault of their own; `seen` is what they asked of the outside. */
export function makeSessions(
  config: AuthConfig,
  {
    runtime = new FakeRuntime(),
    silent = false,
    framed = false,
    oauth = () => oauthPart,
  }: Outside = {},
) {
  const vault = new Vault('boot');
  const seen = {
    hostAsked: 0,
    hostAnswer: 'no-answer' as HostAnswer,
    signedIn: [] as Session[],
    commits: 0,
    signedOut: [] as (string | undefined)[],
    silent: [] as string[],
  };
  const own = `${SITE}auth-bridge/`;
  const flows = makeFlows(
    config,
    {
      vault,
      runtime,
      oauth,
      own,
      hasTopLevelPage: () => Promise.resolve(!framed),
      authorizeSilently: (url) => {
        seen.silent.push(url);
        return Promise.resolve(silent);
      },
      accept: (session) => sessions.accept(session),
    },
    SITE,
  );
  const sessions: Sessions = new Sessions({
    config,
    vault,
    runtime,
    flows,
    lockName: 'locks',
    events: {
      askHost: () => {
        seen.hostAsked += 1;
        return Promise.resolve(seen.hostAnswer);
      },
      signedIn: (session) => seen.signedIn.push(session),
      signedOut: (_, endSession) => seen.signedOut.push(endSession),
      commit: () => {
        seen.commits += 1;
        return Promise.resolve();
      },
    },
  });
  const provider = sessions.defaultProvider();
  if (!provider) throw new Error('no provider');
  const flow = (id: string) => sessions.oidcFlow(id);
  const oidc = () => {
    const [first] = sessions.oidcFlows();
    if (!first) throw new Error('no OIDC provider');
    return first;
  };
  return { config, runtime, vault, sessions, seen, flow, oidc, oauth, own, provider };
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
