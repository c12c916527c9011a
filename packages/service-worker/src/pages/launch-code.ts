import { BridgeError, takeLaunchCode } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import type { Launches } from '../host/launches.js';
import type { Runtime } from '../runtime.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Vault } from '../vault/vault.js';
import { ownPage, seeOther } from './see-other.js';

export interface LaunchPageContext {
  readonly config: AuthConfig;
  readonly launches: Pick<Launches, 'use'>;
  readonly sessions: Pick<Sessions, 'hostProvider'>;
  readonly vault: Vault;
  readonly runtime: Runtime;
}

/**
 * What answers a navigation whose fragment carries a host's one-time code: a
 * redirect to the same page without it, so that no script and no history has
 * it. Undefined where there is none, or nowhere to exchange it.
 */
export function answerLaunchCode(
  url: URL,
  { config, launches, sessions, vault, runtime }: LaunchPageContext,
): (() => Promise<Response>) | undefined {
  const taken = config.host?.exchange === undefined ? undefined : takeLaunchCode(url);
  if (!taken) return undefined;
  return async () => {
    try {
      await launches.use(taken.code, taken.url);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      const provider = sessions.hostProvider();
      const { code, message: detail } = error;
      if (provider && !vault.session(provider.id)) {
        vault.endSignIn(provider.id, { code, detail, at: runtime.now() });
      }
    }
    return seeOther(ownPage(taken.url.href));
  };
}
