import type { NoneProvider, Provider } from './config.js';
import { isRecord } from './json.js';
import { describe } from './parse-config-error.js';
import {
  below,
  map,
  object,
  oneOf,
  only,
  own,
  REFUSED,
  refuse,
  required,
  withDefault,
} from './parse-config-combinators.js';
import type { Parser } from './parse-config-combinators.js';
import { oidcProvider } from './parse-config-oidc.js';
import {
  basicProvider,
  labArchivesProvider,
  noPreset,
  tokenProvider,
} from './parse-config-secret-provider.js';
import type { Refused } from './parse-config-secret-provider.js';
import { label } from './parse-config-values.js';

/** What a provider's id should be, where it is none. */
export function whyNotProviderId(id: string): string | undefined {
  return /^[a-z][a-z0-9-]{0,31}$/.test(id)
    ? undefined
    : 'an id of 1 to 32 characters: a lower-case letter, then lower-case letters, digits or hyphens';
}

const noneProvider = (id: string): Parser<NoneProvider> =>
  map(
    object<Omit<NoneProvider, 'id'> & Refused<'preset'>>({
      label: withDefault(label, id),
      type: required(only('none', "'none'")),
      preset: noPreset,
    }),
    (provider) => Object.freeze({ id, ...provider }),
  );

const PROVIDERS: Readonly<Record<Provider['type'], (id: string) => Parser<Provider>>> = {
  oidc: oidcProvider,
  token: tokenProvider,
  basic: basicProvider,
  labarchives: labArchivesProvider,
  none: noneProvider,
};

const providerType = oneOf<Provider['type']>(['oidc', 'token', 'basic', 'labarchives', 'none']);

/** One entry of `providers`; what else it may hold depends on its `type`. */
export function provider(id: string): Parser<Provider> {
  return {
    expected: 'an object',
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), 'an object');
      const type = providerType.parse(own(value, 'type'), below(place, 'type'));
      return type === REFUSED ? REFUSED : PROVIDERS[type](id).parse(value, place);
    },
  };
}
