import { readAddress } from '@jupyterlite-auth-bridge/protocol';
import type {
  Access,
  Address,
  ApiRule,
  Attach,
  AuthConfig,
  Provider,
} from '@jupyterlite-auth-bridge/protocol';

/** A rule of `auth.json` with its URL made absolute and its provider looked up. */
export interface Rule {
  readonly index: number;
  readonly prefix: URL;
  /** Of the prefix, read once: each call is compared with it. */
  readonly address: Address;
  readonly provider: Provider;
  readonly methods: ReadonlySet<string> | undefined;
  readonly access: Access;
  readonly attach: Attach;
  readonly roles: readonly string[] | undefined;
}

/** @param scope the site's URL, against which relative rules are read */
export function compileRules(config: AuthConfig, scope: string): readonly Rule[] {
  return config.apis.flatMap((rule) => compileRule(rule, config, scope));
}

function compileRule(rule: ApiRule, config: AuthConfig, scope: string): Rule[] {
  const provider = config.providers[rule.provider];
  const prefix = new URL(rule.url, scope);
  const address = readAddress(prefix);
  if (!provider || !address) return []; // the addon refuses such a configuration
  return [
    {
      index: rule.index,
      prefix,
      address,
      provider,
      methods: rule.methods && new Set(rule.methods),
      access: rule.access,
      attach: rule.attach,
      roles: rule.roles,
    },
  ];
}
