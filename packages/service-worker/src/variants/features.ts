import type { AuthConfig, Provider } from '@jupyterlite-auth-bridge/protocol';

/**
 * Parts of the worker's script that only some auth.json need: there is a script for each
 * combination, and the addon takes the one that has what is needed and no more (`variants.py`).
 * `host`: pages that embed or open the site. `strict`: rules that ask the user or want roles, and
 * sealed kernels.
 */
export const FEATURES = ['oidc', 'typed', 'labarchives', 'host', 'strict'] as const;
export type Feature = (typeof FEATURES)[number];

const FEATURE_OF_TYPE: Readonly<Partial<Record<Provider['type'], Feature>>> = {
  oidc: 'oidc',
  token: 'typed',
  basic: 'typed',
  labarchives: 'labarchives',
};

/** What an auth.json needs, in the order of `FEATURES`. */
export function featuresOf({ providers, apis, host, kernel }: AuthConfig): readonly Feature[] {
  const types = Object.values(providers).map(({ type }) => FEATURE_OF_TYPE[type]);
  const isStrict = apis.some(({ access, roles }) => access === 'ask' || roles !== undefined);
  const needed: readonly unknown[] = [
    ...types,
    host && 'host',
    (isStrict || kernel.sealed) && 'strict',
  ];
  return FEATURES.filter((feature) => needed.includes(feature));
}

/**
 * Throws an Error that says what to do where auth.json needs what this script
 * was built without. `leftOut` has the names of those features, separated by spaces.
 */
export function refuseLeftOut(config: AuthConfig, leftOut: string): void {
  const missing = featuresOf(config).filter((name) => leftOut.split(' ').includes(name));
  if (missing.length === 0) return;
  throw new Error(
    `auth.json needs what this service-worker.js was built without (${missing.join(', ')}): run \`jupyter lite build\` again.`,
  );
}
