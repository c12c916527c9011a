import { base64url, fromBase64url, utf8 } from '../runtime.js';

/**
 * Encryption to a public key that only lives as long as one start of the
 * worker: ECDH on P-256 with an ephemeral sender key, AES-256-GCM. A box is the
 * sender's public key, the IV and the ciphertext, one after the other.
 */
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const KEY_BYTES = 65;
const IV_BYTES = 12;
/** A raw public key, and so a box, begins with it (SEC 1, 2.3.3). A box of another kind has to begin with another byte. */
const FIRST_BYTE = 4;

/** Of the recipient, or of a sender, whose key serves once. */
export interface Keys {
  readonly privateKey: CryptoKey;
  /** Raw. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

export async function newKeys(): Promise<Keys> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
  return {
    privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
  };
}

/** As `seal` wants the recipient's key: base64url. */
export function publicKeyOf({ publicKey }: Keys): string {
  return base64url(publicKey);
}

/** @param sender may have been made before: that takes time */
export async function seal(
  plaintext: string,
  recipient: string,
  sender: Keys | Promise<Keys> = newKeys(),
): Promise<Uint8Array<ArrayBuffer>> {
  const { privateKey, publicKey } = await sender;
  const key = await sharedKey(privateKey, fromBase64url(recipient));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = utf8(plaintext);
  const ciphertext = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text);
  const box = new Uint8Array(KEY_BYTES + IV_BYTES + ciphertext.byteLength);
  box.set(publicKey);
  box.set(iv, KEY_BYTES);
  box.set(new Uint8Array(ciphertext), KEY_BYTES + IV_BYTES);
  return box;
}

/** False where another version has made it, in a way that is not known here. */
export function isOfThisKind(box: Uint8Array): boolean {
  return box[0] === FIRST_BYTE;
}

/** Rejects when the box was made for another key, or was changed. */
export async function open(box: Uint8Array<ArrayBuffer>, { privateKey }: Keys): Promise<string> {
  const key = await sharedKey(privateKey, box.subarray(0, KEY_BYTES));
  const iv = box.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES);
  const ciphertext = box.subarray(KEY_BYTES + IV_BYTES);
  const plaintext = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext);
  return new TextDecoder().decode(plaintext);
}

async function sharedKey(own: CryptoKey, other: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey('raw', other, CURVE, false, []);
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey({ name: 'ECDH', public: publicKey }, own, aes, false, [
    'encrypt',
    'decrypt',
  ]);
}
