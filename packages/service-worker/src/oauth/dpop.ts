import * as oauth from 'oauth4webapi';
import type { DpopKey } from '../vault/types.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * A new key pair for DPoP (RFC 9449). It goes to the keeper with the tokens it
 * binds, so it is made extractable, once; in use it is not.
 */
export async function newDpopKey(): Promise<DpopKey> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.exportKey('jwk', pair.privateKey),
    crypto.subtle.exportKey('jwk', pair.publicKey),
  ]);
  return { privateKey, publicKey };
}

/** The key pair in use: the private key can sign and nothing else. */
export async function importDpopKey({ privateKey, publicKey }: DpopKey): Promise<CryptoKeyPair> {
  const [secret, open] = await Promise.all([
    crypto.subtle.importKey('jwk', { ...privateKey, ext: false }, ALGORITHM, false, ['sign']),
    crypto.subtle.importKey('jwk', publicKey, ALGORITHM, true, ['verify']),
  ]);
  return { privateKey: secret, publicKey: open };
}

/** Makes proofs, and remembers each server's nonce: one for each key pair, as long as that is known. */
export class DpopHandles {
  private readonly handles = new WeakMap<DpopKey, Promise<oauth.DPoPHandle>>();

  handle(key: DpopKey, client: oauth.Client): Promise<oauth.DPoPHandle> {
    const known = this.handles.get(key);
    if (known) return known;
    const made = importDpopKey(key).then((pair) => oauth.DPoP(client, pair));
    this.handles.set(key, made);
    return made;
  }
}

/** Repeats a request once where the server wants its nonce in the proof (RFC 9449 sections 8 and 9). */
export async function withNonce<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return send();
    throw error;
  }
}
