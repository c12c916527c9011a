import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import { utf8 } from '../runtime.js';

/** What an authorization request must remember until its callback. Secret: `verifier` redeems the code. */
export interface PendingAuthorization {
  readonly provider: string;
  readonly signIn: string;
  readonly method: 'popup' | 'redirect' | 'silent';
  readonly verifier: string;
  readonly nonce: string;
  /** Where to go after a redirect: a URL of the site. */
  readonly returnTo: string;
}

/** Where sealed records outlive the worker: page code can read it, and sees ciphertext only. */
export interface SealedStore {
  put(id: string, record: SealedRecord): Promise<void>;
  /** Reads and deletes in one step: a record serves once. */
  take(id: string): Promise<SealedRecord | undefined>;
}

export interface SealedRecord {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
  /** ms since the epoch. */
  readonly at: number;
}

/** Seals a pending authorization under a key that only its `state` gives (AES-256-GCM). */
export async function keep(
  store: SealedStore,
  state: string,
  pending: PendingAuthorization,
  now: number,
): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plaintext = utf8(JSON.stringify(pending));
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await keyOf(state),
    plaintext,
  );
  await store.put(await digestOf(state), { iv, ciphertext, at: now });
}

/** The pending authorization of `state`, once; undefined where there is none, or it was tampered with. */
export async function redeem(
  store: SealedStore,
  state: string,
): Promise<PendingAuthorization | undefined> {
  const record = await store.take(await digestOf(state));
  if (!record) return undefined;
  try {
    const { iv, ciphertext } = record;
    const plaintext = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv },
      await keyOf(state),
      ciphertext,
    );
    return parsePending(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch {
    return undefined; // not ours: page code can write to the store
  }
}

/** What a `state` is known by where it must not stand itself: hex. */
export async function digestOf(state: string): Promise<string> {
  const bytes = new Uint8Array(await digest(`id:${state}`));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parsePending(value: unknown): PendingAuthorization | undefined {
  if (!isRecord(value)) return undefined;
  const { provider, signIn, method, verifier, nonce, returnTo } = value;
  if (typeof provider !== 'string' || typeof signIn !== 'string') return undefined;
  if (method !== 'popup' && method !== 'redirect' && method !== 'silent') return undefined;
  if (typeof verifier !== 'string' || typeof nonce !== 'string') return undefined;
  if (typeof returnTo !== 'string') return undefined;
  return { provider, signIn, method, verifier, nonce, returnTo };
}

async function keyOf(state: string): Promise<CryptoKey> {
  const bytes = await digest(`key:${state}`);
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', utf8(text));
}
