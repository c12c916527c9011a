import type Provider from 'oidc-provider';
// Not the package's index: on Node 20, where the provider runs well, that prints a warning about Node's age.
import { Provider as OidcProvider } from 'oidc-provider/lib/provider.js';
import type { Settings } from '../options.js';
import type { Recorder } from '../recorder.js';
import { createConfiguration } from './configuration.js';
import { fixUserCode } from './fix-user-code.js';
import type { MemoryStore } from './memory-store.js';
import { nameInterval } from './name-interval.js';
import { recordOidc } from './record-oidc.js';
import { createSigningKeys } from './signing-keys.js';

/** The OpenID provider of the platform, to be mounted under `/oidc`. */
export async function createProvider(
  settings: Settings,
  store: MemoryStore,
  recorder: Recorder,
): Promise<Provider> {
  const jwks = await createSigningKeys();
  const provider = new OidcProvider(settings.issuer, createConfiguration(settings, store, jwks));
  recordOidc(provider, recorder);
  if (settings.deviceInterval !== undefined) nameInterval(provider, settings.deviceInterval);
  if (settings.userCode !== undefined) fixUserCode(provider, settings.userCode);
  return provider;
}
