import type { AuthConfig, HostConfig, HostProfile, KernelConfig } from './config.js';
import { isRecord } from './json.js';
import {
  boolean,
  mapOf,
  object,
  oneOf,
  optional,
  own,
  REFUSED,
  required,
  setOf,
  text,
  withDefault,
} from './parse-config-combinators.js';
import type { Parser } from './parse-config-combinators.js';
import { quote, toConfigError } from './parse-config-error.js';
import type { ConfigError, Issue } from './parse-config-error.js';
import { readJsonText } from './parse-config-json-text.js';
import { inDocumentOrder } from './parse-config-order.js';
import { provider, whyNotProviderId } from './parse-config-provider.js';
import { knownProviders, rules } from './parse-config-rule.js';
import { exchangeUrl, origin } from './parse-config-url.js';

export type ParsedConfig =
  | { readonly ok: true; readonly config: AuthConfig }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

/**
 * Reads the value of an `auth.json`: frozen and with every default filled in,
 * or every error at once, in the order of the document. Never throws.
 */
export function parseConfig(value: unknown): ParsedConfig {
  return parseWith(value, []);
}

/** Like `parseConfig`, from the text of the file: a key that stands twice is an error too. */
export function parseConfigText(source: string): ParsedConfig {
  try {
    const json = readJsonText(source);
    if (!json.ok) return { ok: false, errors: [NOT_JSON] };
    return parseWith(
      json.value,
      json.duplicates.map((path) => ({
        path,
        found: `the key ${quote(path.at(-1) ?? '')} twice`,
        expected: 'each key once',
      })),
    );
  } catch {
    return { ok: false, errors: [NOT_JSON] };
  }
}

const NOT_JSON: ConfigError = {
  path: '',
  found: 'text that is not JSON',
  expected: 'JSON (RFC 8259): no comments, no comma after the last entry',
};

function parseWith(value: unknown, before: readonly Issue[]): ParsedConfig {
  try {
    const issues = [...before];
    const part = (of: unknown, name: string) => (isRecord(of) ? own(of, name) : undefined);
    const origins = part(part(value, 'host'), 'origins');
    const config = root(part(value, 'providers'), origins).parse(value, { path: [], issues });
    return config !== REFUSED && issues.length === 0
      ? { ok: true, config }
      : { ok: false, errors: inDocumentOrder(issues, value).map(toConfigError) };
  } catch {
    // A getter or a proxy in the way: nothing that came from JSON has them.
    const found = 'a value that cannot be read';
    return { ok: false, errors: [{ path: '', found, expected: 'plain JSON data' }] };
  }
}

/** The whole document; `providers` is what its rules may name, `origins` where its host may be. */
function root(providers: unknown, origins: unknown): Parser<AuthConfig> {
  return object<AuthConfig>(
    {
      providers: required(mapOf(whyNotProviderId, provider)),
      apis: withDefault(rules(knownProviders(providers)), NO_RULES),
      host: optional(host(origins)),
      kernel: withDefault(kernel, DEFAULT_KERNEL),
    },
    ['$schema'],
  );
}

/** `origins` is what the value has under that name: the code goes to nobody else. */
function host(origins: unknown): Parser<HostConfig> {
  return object<HostConfig>({
    origins: required(setOf(origin, 'a list of one or more origins, each once')),
    profile: withDefault<HostProfile>(oneOf(['mat3ra']), 'mat3ra'),
    exchange: optional(exchangeUrl(origins)),
  });
}

/** `__proto__` would be lost where the configuration is baked into a script. */
const RESERVED_ENV = [
  'OIDC_ACCESS_TOKEN',
  'ACCOUNT_ID',
  'AUTH_TOKEN',
  'ORGANIZATION_ID',
  'CLUSTERS',
  '__proto__',
];

function whyNotEnvName(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return 'a name of letters, digits and underscores that starts with no digit';
  }
  return RESERVED_ENV.includes(name) ? 'a name that the bridge does not set itself' : undefined;
}

// A NUL cannot stand in a process environment.
const ENV_VALUE = text(/^[^\0]*$/, 'a string without NUL');

const kernel = object<KernelConfig>({
  env: withDefault(
    mapOf(whyNotEnvName, () => ENV_VALUE),
    Object.freeze({}),
  ),
  sealed: withDefault(boolean, false),
});

const NO_RULES = Object.freeze([]);
const DEFAULT_KERNEL: KernelConfig = Object.freeze({ env: Object.freeze({}), sealed: false });
