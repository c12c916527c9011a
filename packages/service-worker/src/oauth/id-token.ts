import * as oauth from 'oauth4webapi';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { refusedAnswer } from './exchange.js';

/** The keys must come within this time (ms). */
const KEYS_TIMEOUT_MS = 5_000;
/** A key that is not among those known makes them be asked for again, this often at most (ms). */
const KEYS_COOLDOWN_MS = 10_000;

/** A provider's public keys, asked for when one is needed that is not known: keys may be rotated at any time. */
export class ProviderKeys {
  /** oauth4webapi reads and writes it; it is not of use for long. */
  private cache: oauth.JWKSCacheInput = {};

  constructor(private readonly provider: OidcProvider) {}

  /**
   * Verifies the signature of the ID token in `response`, which a `process…Response`
   * has taken: issuer, audience, nonce and times are checked there (OpenID Connect
   * Core 3.1.3.7). Rejects with a BridgeError `issuer-refused` that names what is
   * wrong, and with another error where the keys could not be had.
   */
  async verify(
    server: oauth.AuthorizationServer,
    response: Response,
    options: oauth.ValidateSignatureOptions,
  ): Promise<void> {
    if (server.jwks_uri === undefined) {
      throw refusedAnswer(this.provider, 'it publishes no keys, "jwks_uri"');
    }
    try {
      await this.tryKeys(server, response, options);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== undefined) throw refusedAnswer(this.provider, reason, error);
      throw new Error("The provider's keys could not be had.", { cause: error });
    }
  }

  private async tryKeys(
    server: oauth.AuthorizationServer,
    response: Response,
    options: oauth.ValidateSignatureOptions,
  ): Promise<void> {
    const all = {
      ...options,
      [oauth.jwksCache]: this.cache,
      signal: AbortSignal.timeout(KEYS_TIMEOUT_MS),
    };
    const verify = () =>
      // A copy: the library remembers the keys of the object itself, longer than we do.
      oauth.validateApplicationLevelSignature({ ...server }, response, all);
    try {
      await verify();
    } catch (error) {
      const { uat } = this.cache; // s, by the library's clock
      const isNew = Date.now() - uat * 1000 < KEYS_COOLDOWN_MS;
      if (isNew || !isOf(error, oauth.KEY_SELECTION)) throw error;
      this.cache = {};
      all[oauth.jwksCache] = this.cache;
      await verify();
    }
  }
}

/** What is wrong with an ID token's signature, in words; undefined where that is not known. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof oauth.UnsupportedOperationError)
    return 'its ID token is signed by an algorithm that is not allowed';
  if (isOf(error, oauth.KEY_SELECTION))
    return 'its ID token is signed with a key that it does not publish, or that is not named';
  if (isOf(error, oauth.INVALID_RESPONSE)) {
    // What was compared is there only where it came to that.
    const isSignature = isRecord(error.cause) && 'signature' in error.cause;
    return isSignature ? "its ID token's signature is wrong" : 'its keys cannot be used';
  }
  return error instanceof DOMException && error.name === 'DataError'
    ? 'its keys cannot be used'
    : undefined;
}

function isOf(error: unknown, code: string): error is oauth.OperationProcessingError {
  return error instanceof oauth.OperationProcessingError && error.code === code;
}
