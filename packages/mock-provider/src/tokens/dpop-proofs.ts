import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { Refusal } from '../refusal.js';
import type { Received } from '../server/index.js';

export const DPOP_ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA', 'RS256', 'PS256'];

/** How old a proof may be, and how far ahead its clock. */
const MAX_AGE = '60s';
const TOLERANCE = '5s';

export interface DpopSettings {
  /** Refuses proofs without the nonce of this server. */
  readonly dpopNonce?: boolean;
  readonly now: () => number;
}

/** Checks proofs, RFC 9449 section 4.3. */
export class DpopProofs {
  private nonce = newNonce();
  private readonly seen = new Set<string>();

  constructor(private readonly settings: DpopSettings) {}

  rotateNonce(): void {
    this.nonce = newNonce();
  }

  /**
   * The thumbprint of the key that the request's proof was made with. `url` is
   * the endpoint's own, `accessToken` the one that the proof must name in `ath`.
   * Rejects with a Refusal `invalid_dpop_proof` or `use_dpop_nonce`.
   */
  async check(
    { method, headers }: Received,
    { url, accessToken }: { readonly url: string; readonly accessToken?: string },
  ): Promise<string> {
    const proof = headers.dpop;
    if (typeof proof !== 'string') throw invalid('there is no DPoP proof');
    const { payload, jwk } = await this.verify(proof);
    const { htm, htu, jti, ath, nonce } = payload;
    if (htm !== method) throw invalid('htm is not the method');
    if (withoutQuery(htu) !== url) throw invalid('htu is not the URL');
    if (accessToken !== undefined && ath !== sha256(accessToken)) {
      throw invalid('ath is not of this access token');
    }
    if (typeof jti !== 'string') throw invalid('there is no jti');
    if (this.seen.has(jti)) throw invalid('jti has been used');
    this.seen.add(jti);
    if (this.settings.dpopNonce && nonce !== this.nonce) {
      throw new Refusal('use_dpop_nonce', undefined, 400, { 'dpop-nonce': this.nonce });
    }
    return calculateJwkThumbprint(jwk);
  }

  private async verify(proof: string): Promise<{ payload: JWTPayload; jwk: JWK }> {
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: DPOP_ALGORITHMS,
        maxTokenAge: MAX_AGE,
        clockTolerance: TOLERANCE,
        currentDate: new Date(this.settings.now()),
      });
      const { jwk } = protectedHeader;
      if (!jwk || 'd' in jwk) throw invalid('there is no public key in the header');
      return { payload, jwk };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw invalid(error.message);
      throw error;
    }
  }
}

function invalid(why: string): Refusal {
  return new Refusal('invalid_dpop_proof', `The DPoP proof cannot be used: ${why}.`);
}

function withoutQuery(htu: unknown): string | undefined {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return undefined;
  const { origin, pathname } = new URL(htu);
  return origin + pathname;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const newNonce = () => randomBytes(12).toString('base64url');
