import type { Claims, DpopKey } from '../vault/types.js';

/** No request to an issuer may take longer (ms). */
export const ISSUER_TIMEOUT_MS = 10_000;
/** One exchange may need discovery, the keys and a second try for a nonce (ms). */
export const LONGEST_EXCHANGE_MS = 3 * ISSUER_TIMEOUT_MS;

/** What a grant yields. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly expiresIn?: number;
  /** Of the ID token, verified; absent without one. */
  readonly claims?: Claims;
  /** Of the access token, where it is a JWT; not verified. */
  readonly tokenClaims?: Claims;
}

/** What a device authorization request yields, RFC 8628 section 3.2. Durations in ms. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  readonly expiresIn: number;
  readonly interval: number;
}

/** What an authorization request and its callback have in common. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The key that the tokens are to be bound to. */
  readonly dpopKey?: DpopKey;
}
