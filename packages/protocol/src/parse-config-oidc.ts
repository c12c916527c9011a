import type { OidcEndpoints, OidcProvider, OidcSignInMethod } from './config.js';
import { isRecord } from './json.js';
import {
  below,
  boolean,
  complete,
  noKey,
  object,
  oneOf,
  only,
  optional,
  part,
  REFUSED,
  refuse,
  refuseUnknownKeys,
  required,
  setOf,
  unshown,
  withDefault,
} from './parse-config-combinators.js';
import type { Field, Parser, Place } from './parse-config-combinators.js';
import { describe } from './parse-config-error.js';
import { PRESET_NAMES, PRESET_OF_KEY, presetOf } from './parse-config-preset.js';
import type { OidcDefaults, Preset, PresetName } from './parse-config-preset.js';
import { endpointUrl, webUrl } from './parse-config-url.js';
import {
  clientId,
  clientSecret,
  clockTolerance,
  label,
  parameters,
  scope,
} from './parse-config-values.js';

/** In the order in which they are offered by default. */
const SIGN_IN_METHODS: readonly OidcSignInMethod[] = Object.freeze([
  'host',
  'popup',
  'redirect',
  'device',
]);

/** What is written for any `oidc` provider, wherever its endpoints are said. */
interface Written {
  readonly label?: string;
  readonly type: 'oidc';
  readonly preset?: PresetName;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly signIn?: readonly OidcSignInMethod[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly dpop: boolean;
  readonly clockTolerance: number;
}

const written = (client: Field<string>): Parser<Written> =>
  part<Written>({
    label: optional(label),
    type: required(only('oidc', "'oidc'")),
    preset: optional(presetName),
    clientId: client,
    clientSecret: optional(unshown(clientSecret)),
    scope: optional(scope),
    signIn: optional(signIn),
    parameters: withDefault(parameters, Object.freeze({})),
    dpop: withDefault(boolean, false),
    clockTolerance: withDefault(clockTolerance, 30),
  });

const presetName = oneOf(PRESET_NAMES);
const signIn = setOf(
  oneOf(SIGN_IN_METHODS),
  "a list of one or more of 'host', 'popup', 'redirect', 'device', each once",
);

/** In the order in which errors offer them. */
const KEYS = [
  'label',
  'type',
  'preset',
  ...PRESET_OF_KEY.keys(),
  'issuer',
  'endpoints',
  'clientId',
  'clientSecret',
  'scope',
  'signIn',
  'parameters',
  'dpop',
  'clockTolerance',
];
const KNOWN_KEYS = new Set(KEYS);

/** One entry of `providers` whose `type` is `oidc`. */
export function oidcProvider(id: string): Parser<OidcProvider> {
  return {
    expected: 'an object',
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), 'an object');
      const source = sourceOf(value);
      return complete(place, () => {
        refuseUnknownKeys(value, place, KNOWN_KEYS, KEYS);
        refuseKeysOfOthers(value, place, source);
        const defaults = source.parser.parse(value, place);
        const read = written(source.clientId).parse(value, place);
        if (read === REFUSED || defaults === REFUSED) return REFUSED;
        return toProvider(id, read, defaults);
      });
    },
  };
}

/** Where an issuer or endpoints come from: written out, or from a preset. */
function sourceOf(value: Readonly<Record<string, unknown>>): Preset {
  if (!Object.hasOwn(value, 'preset')) return WRITTEN_OUT;
  const name = PRESET_NAMES.find((known) => known === value.preset);
  return name === undefined ? UNKNOWN_PRESET : presetOf(name);
}

const endpoints = object<OidcEndpoints>({
  token: required(endpointUrl),
  deviceAuthorization: optional(endpointUrl),
  authorization: optional(endpointUrl),
  userinfo: optional(endpointUrl),
  revocation: optional(endpointUrl),
  jwks: optional(endpointUrl),
  endSession: optional(endpointUrl),
});

const byDiscovery = part<Pick<OidcDefaults, 'issuer'>>({
  issuer: required({
    ...webUrl,
    expected: `${webUrl.expected}, or 'endpoints' or a 'preset' in its place`,
  }),
});
const byEndpoints = part<Pick<OidcDefaults, 'issuer' | 'endpoints'>>({
  issuer: optional(webUrl),
  endpoints: required(endpoints),
});

const WRITTEN_OUT: Preset = {
  keys: ['issuer', 'endpoints'],
  clientId: required(clientId),
  parser: {
    expected: 'an object',
    parse: (value, place) => {
      const has = isRecord(value) && Object.hasOwn(value, 'endpoints');
      return (has ? byEndpoints : byDiscovery).parse(value, place);
    },
  },
};

/** Nobody can say what is missing there; the default is never seen, the preset is an error. */
const UNKNOWN_PRESET: Preset = {
  keys: [],
  clientId: withDefault(clientId, ''),
  parser: part<object>({}),
};

function refuseKeysOfOthers(
  value: Readonly<Record<string, unknown>>,
  place: Place,
  source: Preset,
): void {
  for (const key of Object.keys(value)) {
    if (source.keys.includes(key)) continue;
    const preset = PRESET_OF_KEY.get(key);
    if (preset !== undefined) {
      noKey(`no '${key}': only the preset '${preset}' has it`).parse(value, below(place, key));
    } else if (WRITTEN_OUT.keys.includes(key)) {
      noKey(`no '${key}': the preset says it`).parse(value, below(place, key));
    }
  }
}

function toProvider(id: string, read: Written, defaults: OidcDefaults): OidcProvider {
  const { type, clientId, clientSecret, dpop, clockTolerance } = read;
  const { issuer, endpoints } = defaults;
  return Object.freeze({
    id,
    type,
    label: read.label ?? defaults.label ?? id,
    ...(issuer === undefined ? {} : { issuer }),
    ...(endpoints === undefined ? {} : { endpoints: Object.freeze(endpoints) }),
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    scope: read.scope ?? defaults.scope ?? (issuer === undefined ? '' : 'openid profile email'),
    signIn: read.signIn ?? Object.freeze(defaults.signIn ?? SIGN_IN_METHODS),
    parameters: Object.freeze({ ...defaults.parameters, ...read.parameters }),
    dpop,
    clockTolerance,
  });
}
