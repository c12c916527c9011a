import type {
  NoneProvider,
  OidcEndpoints,
  OidcProvider,
  Provider,
  SignInMethod,
} from './config.js';
import { isRecord } from './json.js';
import { describe } from './parse-config-error.js';
import {
  below,
  own,
  object,
  oneOf,
  only,
  optional,
  REFUSED,
  refuse,
  required,
  setOf,
  text,
  withDefault,
} from './parse-config-combinators.js';
import type { Parser } from './parse-config-combinators.js';
import { endpointUrl, webUrl } from './parse-config-url.js';

/** What a provider's id should be, where it is none. */
export function whyNotProviderId(id: string): string | undefined {
  return /^[a-z][a-z0-9-]{0,31}$/.test(id)
    ? undefined
    : 'an id of 1 to 32 characters: a lower-case letter, then lower-case letters, digits or hyphens';
}

/** In the order in which they are offered by default. */
const SIGN_IN_METHODS: readonly SignInMethod[] = Object.freeze([
  'host',
  'popup',
  'redirect',
  'device',
]);

const label = text(
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /^[^\0-\x20\x7f][^\0-\x1f\x7f]*$/,
  'a text without control characters that does not begin with a space',
);
// RFC 6749 appendix A.1 and section 3.3.
const clientId = text(/^[\x20-\x7e]+$/, 'a client id in printable ASCII');
const scope = text(
  /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
  'scopes in printable ASCII, separated by single spaces',
);

const endpoints = object<OidcEndpoints>({
  token: required(endpointUrl),
  deviceAuthorization: optional(endpointUrl),
  authorization: optional(endpointUrl),
  userinfo: optional(endpointUrl),
  revocation: optional(endpointUrl),
  jwks: optional(endpointUrl),
});

const oidc = (id: string): Parser<Omit<OidcProvider, 'id'>> =>
  object({
    label: withDefault(label, id),
    type: required(only('oidc', "'oidc'")),
    issuer: required(webUrl),
    endpoints: optional(endpoints),
    clientId: required(clientId),
    scope: withDefault(scope, 'openid profile email'),
    signIn: withDefault(
      setOf(
        oneOf(SIGN_IN_METHODS),
        "a list of one or more of 'host', 'popup', 'redirect', 'device', each once",
      ),
      SIGN_IN_METHODS,
    ),
  });

const none = (id: string): Parser<Omit<NoneProvider, 'id'>> =>
  object({
    label: withDefault(label, id),
    type: required(only('none', "'none'")),
  });

const providerType = oneOf(['oidc', 'none']);

/** One entry of `providers`; what else it may hold depends on its `type`. */
export function provider(id: string): Parser<Provider> {
  return {
    expected: 'an object',
    parse: (value, place) => {
      if (!isRecord(value)) return refuse(place, describe(value), 'an object');
      const type = providerType.parse(own(value, 'type'), below(place, 'type'));
      if (type === REFUSED) return REFUSED;
      const parsed = type === 'oidc' ? oidc(id).parse(value, place) : none(id).parse(value, place);
      return parsed === REFUSED ? REFUSED : Object.freeze({ id, ...parsed });
    },
  };
}
