import type { Settings } from '../options.js';
import { pathsOf } from '../paths.js';
import { AuthorizationCodes } from '../tokens/authorization-codes.js';
import { DeviceCodes } from '../tokens/device-codes.js';
import { DpopProofs } from '../tokens/dpop-proofs.js';
import { IdTokens } from '../tokens/id-tokens.js';
import { KeyRing } from '../tokens/key-ring.js';
import type { Secrets } from '../tokens/secrets.js';
import { TokenStore } from '../tokens/token-store.js';
import { Users } from '../users.js';
import type { Context } from './context.js';
import { Metadata } from './metadata.js';

/** A provider at `origin` that has given nothing away yet. */
export function makeContext(settings: Settings, origin: string, secrets: Secrets): Context {
  const { now } = settings;
  const issuer = origin + settings.issuerPath;
  const paths = pathsOf(settings.issuerPath);
  const keys = new KeyRing(settings.idTokenAlg, settings.signingKey);
  return {
    settings,
    origin,
    issuer,
    paths,
    metadata: new Metadata(settings, issuer, origin, paths),
    keys,
    idTokens: new IdTokens({ ...settings, issuer }, keys, secrets),
    tokens: new TokenStore(secrets, now),
    codes: new AuthorizationCodes(secrets, now),
    devices: new DeviceCodes(secrets, now),
    users: new Users(settings.users),
    dpop: new DpopProofs(settings),
  };
}
