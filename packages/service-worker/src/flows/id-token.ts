import { createRemoteJWKSet, customFetch, jwksCache, jwtVerify } from 'jose';
import type { JWKSCacheInput, JWTVerifyGetKey } from 'jose';
// By itself: those of jose that are not named here stay out of the worker's script.
import * as errors from 'jose/errors';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { Runtime } from '../runtime.js';
import type { Claims } from '../vault/types.js';
import { refusedAnswer } from './oauth-errors.js';

/** Signatures that need the provider's private key: `none` and those made with a shared secret are not among them. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** The keys must come within this time (ms). */
const JWKS_TIMEOUT_MS = 5_000;
/** A key that is not among those known makes them be asked for again, this often at most (ms). */
const JWKS_COOLDOWN_MS = 10_000;

/** A provider's public keys, asked for when one is needed that is not known: keys may be rotated at any time. */
export function providerKeys(
  jwksUri: string,
  cache: JWKSCacheInput,
  runtime: Runtime,
): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    [customFetch]: (url, init) => runtime.fetch(url, init),
    [jwksCache]: cache,
  });
}

/**
 * Verifies an ID token's signature, issuer, audience and times (OpenID Connect
 * Core 3.1.3.7; the nonce is oauth4webapi's part) and returns its claims.
 * Rejects with a BridgeError `issuer-refused` that names what is wrong, and
 * with jose's own error where the keys could not be had.
 */
export async function verifyIdToken(
  idToken: string,
  provider: OidcProvider,
  issuer: string,
  keys: JWTVerifyGetKey,
): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(idToken, keys, {
      issuer,
      audience: provider.clientId,
      algorithms: ALGORITHMS,
      clockTolerance: provider.clockTolerance,
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
    });
    return payload;
  } catch (error) {
    const reason = reasonOf(error);
    throw reason === undefined ? error : refusedAnswer(provider, reason, error);
  }
}

/** What is wrong with an ID token, in words; undefined where that is not known. */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired)
    return "its ID token has expired, or this computer's clock is wrong";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its ID token's "${error.claim}" is not as it must be`;
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return "its ID token's signature is wrong";
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'its ID token is signed with a key that it does not publish';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'its ID token is signed by an algorithm that is not allowed';
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid)
    return 'its ID token is not a signed JWT';
  if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'its keys cannot be used';
  return undefined;
}
