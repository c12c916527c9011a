import type { JSONWebKeySet } from 'jose';
import { generateSigningKey } from './signing-key.js';
import type { SigningKey } from './signing-key.js';

/** The keys of one provider, made when they are first needed: most tests never look at a signature. */
export class KeyRing {
  private signing: Promise<SigningKey> | undefined;
  private stranger: Promise<SigningKey> | undefined;
  /** Published still, but signing no more; and published no more. */
  private kept: SigningKey[] = [];
  private dropped: SigningKey[] = [];

  constructor(
    private readonly alg: SigningKey['alg'],
    given?: SigningKey,
  ) {
    if (given) this.signing = Promise.resolve(given);
  }

  current(): Promise<SigningKey> {
    return (this.signing ??= generateSigningKey(this.alg));
  }

  /** A key that this provider never published. */
  foreign(): Promise<SigningKey> {
    return (this.stranger ??= generateSigningKey(this.alg));
  }

  /** The key that was last dropped. */
  rotatedOut(): SigningKey {
    const key = this.dropped.at(-1);
    if (!key) throw new Error('No key was rotated out so far: call rotateKeys() first.');
    return key;
  }

  /** Signs with a new key from now on; the old ones stay published or go. */
  async rotate(keepOld: boolean): Promise<SigningKey> {
    const old = await this.current();
    if (keepOld) this.kept.unshift(old);
    else {
      this.dropped.push(...this.kept, old);
      this.kept = [];
    }
    this.signing = generateSigningKey(this.alg);
    return this.signing;
  }

  /** RFC 7517 section 5. */
  async jwks(): Promise<JSONWebKeySet> {
    return { keys: [await this.current(), ...this.kept].map(({ publicJwk }) => publicJwk) };
  }

  /** Every key that ever signed. */
  async all(): Promise<readonly SigningKey[]> {
    return [await this.current(), ...this.kept, ...this.dropped];
  }
}
