import { base64, utf8 } from '../runtime.js';

/**
 * Encryption to a public key that only lives as long as one start of the
 * worker: ECDH on P-256 with an ephemeral sender key, AES-256-GCM.
 */
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** All values base64. */
export interface SealedBox {
  readonly publicKey: string;
  readonly iv: string;
  readonly ciphertext: string;
}

export async function newKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
}

export async function publicKeyOf(pair: CryptoKeyPair): Promise<string> {
  return base64(await crypto.subtle.exportKey('raw', pair.publicKey));
}

/** @param context bound to the ciphertext: opening needs the same */
export async function seal(
  plaintext: string,
  recipient: string,
  context: string,
): Promise<SealedBox> {
  const pair = await newKeyPair();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await sharedKey(pair.privateKey, recipient);
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: utf8(context) },
    key,
    utf8(plaintext),
  );
  return { publicKey: await publicKeyOf(pair), iv: base64(iv), ciphertext: base64(ciphertext) };
}

/** Rejects when the box was made for another key or context, or was changed. */
export async function open(
  box: SealedBox,
  recipient: CryptoKeyPair,
  context: string,
): Promise<string> {
  const key = await sharedKey(recipient.privateKey, box.publicKey);
  const plaintext = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: decode(box.iv), additionalData: utf8(context) },
    key,
    decode(box.ciphertext),
  );
  return new TextDecoder().decode(plaintext);
}

async function sharedKey(own: CryptoKey, other: string): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey('raw', decode(other), CURVE, false, []);
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey({ name: 'ECDH', public: publicKey }, own, aes, false, [
    'encrypt',
    'decrypt',
  ]);
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
