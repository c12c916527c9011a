import type { Settings } from '../options.js';
import type { Paths } from '../paths.js';
import type { AuthorizationCodes } from '../tokens/authorization-codes.js';
import type { DeviceCodes } from '../tokens/device-codes.js';
import type { DpopProofs } from '../tokens/dpop-proofs.js';
import type { IdTokens } from '../tokens/id-tokens.js';
import type { KeyRing } from '../tokens/key-ring.js';
import type { TokenStore } from '../tokens/token-store.js';
import type { Users } from '../users.js';
import type { Metadata } from './metadata.js';

/** What the endpoints of one provider share. */
export interface Context {
  readonly settings: Settings;
  /** The server's origin, without a slash at its end. */
  readonly origin: string;
  readonly issuer: string;
  readonly paths: Paths;
  readonly metadata: Metadata;
  readonly keys: KeyRing;
  readonly idTokens: IdTokens;
  readonly tokens: TokenStore;
  readonly codes: AuthorizationCodes;
  readonly devices: DeviceCodes;
  readonly users: Users;
  readonly dpop: DpopProofs;
}
