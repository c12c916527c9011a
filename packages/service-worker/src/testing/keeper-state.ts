import { configIdentity } from '../keeper/config-identity.js';
import { STATE_FORMAT } from '../keeper/wire.js';
import type { KeeperState } from '../keeper/wire.js';
import { Vault } from '../vault/vault.js';
import { configJson, configOf } from './make-config.js';
import { deviceSession } from './make-sessions.js';

export const ISSUER = 'https://platform.example/oidc';
export const PLATFORM = configOf(configJson(ISSUER));

/** What a worker of this configuration gave its keeper. */
export function keeperState(vault: Vault, at = 1, config = PLATFORM): KeeperState {
  return { format: STATE_FORMAT, at, identity: configIdentity(config), vault: vault.snapshot() };
}

/** A vault in which the user is signed in. */
export function signedInVault(boot = 'before'): Vault {
  const vault = new Vault(boot);
  vault.setSession(deviceSession());
  return vault;
}
