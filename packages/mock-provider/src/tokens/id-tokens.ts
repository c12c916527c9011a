import { CompactSign, exportSPKI } from 'jose';
import type { User } from '../options.js';
import type { KeyRing } from './key-ring.js';
import type { Secrets } from './secrets.js';
import type { SigningKey } from './signing-key.js';

/** How an ID token is signed. Without any of these: rightly. */
export interface Signing {
  /** `foreign`: a key never published, under the current one's name; `rotated-out`: the one that `rotateKeys` dropped. */
  readonly key?: 'current' | 'foreign' | 'rotated-out';
  /** `none`: not at all; `HS256`: by HMAC with the public key for a secret, the old confusion. */
  readonly alg?: 'none' | 'HS256';
  /** Another key id in the header, or none with `null`. */
  readonly kid?: string | null;
}

/** Claims that are added or put in others' place; what is `undefined` is left out of the token. */
export type Claims = Readonly<Record<string, unknown>>;

export interface IdTokenRequest {
  readonly nonce?: string;
  readonly claims?: Claims;
  readonly signing?: Signing;
}

export interface IdTokenSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly idTokenSeconds: number;
  readonly now: () => number;
}

/** Makes ID tokens (OpenID Connect Core 1.0 section 2), right and wrong ones. */
export class IdTokens {
  private changes: { readonly claims: Claims; readonly signing: Signing } = NO_CHANGES;

  constructor(
    private readonly settings: IdTokenSettings,
    private readonly keys: KeyRing,
    private readonly secrets: Secrets,
  ) {}

  /** Makes all tokens so from now on; without arguments rightly again. */
  change(claims: Claims = {}, signing: Signing = {}): void {
    this.changes = { claims, signing };
  }

  /** `nonce` is the right one; `claims` and `signing` go over it and over what `change` asked for. */
  async issue(user: User, { nonce, claims, signing }: IdTokenRequest = {}): Promise<string> {
    const { issuer, clientId, idTokenSeconds, now } = this.settings;
    const iat = Math.floor(now() / 1000);
    const payload = {
      iss: issuer,
      aud: clientId,
      iat,
      exp: iat + idTokenSeconds,
      ...user,
      nonce,
      ...this.changes.claims,
      ...claims,
    };
    const token = await sign(payload, { ...this.changes.signing, ...signing }, this.keys);
    this.secrets.add(secretPart(token));
    return token;
  }
}

const NO_CHANGES = { claims: {}, signing: {} };

async function sign(payload: Claims, signing: Signing, keys: KeyRing): Promise<string> {
  const current = await keys.current();
  const { alg, kid = signing.key === 'rotated-out' ? keys.rotatedOut().kid : current.kid } =
    signing;
  const header = { alg: alg ?? current.alg, typ: 'JWT', ...(kid !== null && { kid }) };
  if (alg === 'none') return `${encode(header)}.${encode(payload)}.`;
  const key = alg === 'HS256' ? await publicBytes(current) : await privateKey(signing, keys);
  return new CompactSign(bytes(JSON.stringify(payload))).setProtectedHeader(header).sign(key);
}

async function privateKey({ key }: Signing, keys: KeyRing): Promise<SigningKey['privateKey']> {
  if (key === 'rotated-out') return keys.rotatedOut().privateKey;
  return (await (key === 'foreign' ? keys.foreign() : keys.current())).privateKey;
}

async function publicBytes({ publicKey }: SigningKey): Promise<Uint8Array> {
  return bytes(await exportSPKI(publicKey));
}

/** The signature, where there is one: who holds the claims alone holds no token. */
function secretPart(token: string): string {
  return token.endsWith('.') ? token : token.slice(token.lastIndexOf('.') + 1);
}

const bytes = (text: string) => new TextEncoder().encode(text);
const encode = (part: Claims) => Buffer.from(JSON.stringify(part)).toString('base64url');
