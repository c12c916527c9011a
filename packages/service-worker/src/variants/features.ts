import { isRecord } from '@jupyterlite-auth-bridge/protocol';

/** A part of the worker's script that only some auth.json need: some variants are without it. */
export type Feature = 'oidc' | 'dpop' | 'typed' | 'labarchives';

const FEATURE_OF_TYPE: ReadonlyMap<unknown, Feature> = new Map<unknown, Feature>([
  ['oidc', 'oidc'],
  ['token', 'typed'],
  ['basic', 'typed'],
  ['labarchives', 'labarchives'],
]);

/**
 * What the providers of an auth.json need, read from it as it is written; the
 * addon chooses the variant by the same words (`variants.py`). What is no
 * auth.json needs nothing: the parser refuses it.
 */
export function featuresOf(config: unknown): ReadonlySet<Feature> {
  const providers = isRecord(config) && isRecord(config.providers) ? config.providers : {};
  const features = new Set<Feature>();
  for (const provider of Object.values(providers).filter(isRecord)) {
    const feature = FEATURE_OF_TYPE.get(provider.type);
    if (feature) features.add(feature);
    if (feature === 'oidc' && provider.dpop === true) features.add('dpop');
  }
  return features;
}

/**
 * Throws an Error that says what to do where auth.json needs what this script
 * was built without. `leftOut` has the names of those features, separated by spaces.
 */
export function refuseLeftOut(config: unknown, leftOut: string): void {
  const missing = [...featuresOf(config)].filter((name) => leftOut.split(' ').includes(name));
  if (missing.length === 0) return;
  throw new Error(
    `auth.json needs what this service-worker.js was built without (${missing.join(', ')}): run \`jupyter lite build\` again.`,
  );
}
