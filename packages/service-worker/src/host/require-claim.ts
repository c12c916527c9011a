import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { Vault } from '../vault/vault.js';

/** Throws a BridgeError `message-refused` for a key that is not the first that the page has shown. */
export function requireClaim(vault: Vault, page: string, key: string | undefined): void {
  if (vault.isHostKey(page, key)) {
    if (key !== undefined) vault.claimHost(page, key);
    return;
  }
  throw new BridgeError('message-refused', 'Another script speaks for the host of this page.');
}
