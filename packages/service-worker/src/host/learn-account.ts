import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';
import { senderFor } from '../attach/sender.js';
import type { Rule } from '../rules/compile-rules.js';
import type { Runtime } from '../runtime.js';
import type { Sessions } from '../sessions/sessions.js';
import { userFromName } from '../user/user-from-claims.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { mat3raAccount, mat3raEnvironment } from './mat3ra-account.js';

export interface AccountContext {
  readonly config: AuthConfig;
  readonly sessions: Sessions;
  readonly vault: Vault;
  readonly rules: readonly Rule[];
  readonly runtime: Runtime;
}

/**
 * Asks the platform for the account of a new session: adds what the platform's packages
 * expect in the environment, and the user's name where only an id is known. Never rejects.
 */
export async function learnAccount(
  session: Session,
  { config, sessions, vault, rules, runtime }: AccountContext,
): Promise<void> {
  const { provider } = session;
  if (config.host?.profile !== 'mat3ra') return;
  const platform = sessions.hostProvider() ?? sessions.defaultProvider();
  if (platform?.id !== provider) return;
  const id = vault.sessionId(provider);
  const account = await mat3raAccount(session, rules, senderFor(provider, sessions, runtime));
  const current = vault.session(provider);
  if (!current || vault.sessionId(provider) !== id) return; // signed out, or another, meanwhile
  vault.setEnvironment(provider, mat3raEnvironment(account));
  if (current.via === 'host' && account.name !== undefined) {
    vault.renewSession({ ...current, user: userFromName(current.user.username, account.name) });
  }
}
