import * as oauth from 'oauth4webapi';
import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { MetadataStore } from '../flows/provider-metadata.js';
import { refusedAnswer } from './exchange.js';

/** The keys must come within this time (ms). */
const KEYS_TIMEOUT_MS = 5_000;
/** A signature that the known keys do not fit makes them be asked for again, this often at most (s). */
const KEYS_COOLDOWN_S = 10;
/** Keys are asked for anew after this time (s), as the issuer's metadata are. */
const KEYS_FRESH_S = 60 * 60;

/** A provider's public keys, asked for when one is needed that is not known: keys may be rotated at any time. */
export class ProviderKeys {
  constructor(
    private readonly provider: OidcProvider,
    /** Keeps them with the metadata that name their address, over starts of the worker. */
    private readonly store: MetadataStore,
  ) {}

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
    const verify = async (known: oauth.JWKSCacheInput) => {
      const { jwks } = known;
      const all = {
        ...options,
        [oauth.jwksCache]: known,
        signal: AbortSignal.timeout(KEYS_TIMEOUT_MS),
      };
      try {
        // A copy: the library remembers the keys of the object itself, longer than we do.
        await oauth.validateApplicationLevelSignature({ ...server }, response, all);
      } finally {
        if (known.jwks !== jwks) this.store.set({ ...this.store.get(), keys: known });
      }
    };
    const { keys } = this.store.get() ?? {};
    const now = Math.floor(Date.now() / 1000);
    const age = isExport(keys) ? Math.abs(now - keys.uat) : Infinity;
    try {
      // The library takes none that are older than 5 min: it is told that these came now.
      await verify(isExport(keys) && age < KEYS_FRESH_S ? { ...keys, uat: now } : {});
    } catch (error) {
      // Whatever it was: a key that is not named may be another one by now.
      if (age < KEYS_COOLDOWN_S || age >= KEYS_FRESH_S) throw error;
      await verify({});
    }
  }
}

/** Keys as the library hands them out, with their time in seconds; what is in them it looks at itself. */
function isExport(value: unknown): value is oauth.ExportedJWKSCache {
  return isRecord(value) && typeof value.uat === 'number';
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
