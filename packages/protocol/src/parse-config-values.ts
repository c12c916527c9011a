import { integer, mapOf, text } from './parse-config-combinators.js';

/** What users read where they sign in. */
export const label = text(
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /^[^\0-\x20\x7f][^\0-\x1f\x7f]*$/,
  'a text without control characters that does not begin with a space',
);

// RFC 6749 appendices A.1 and A.2, and section 3.3.
export const clientId = text(/^[\x20-\x7e]+$/, 'a client id in printable ASCII');
export const clientSecret = text(/^[\x20-\x7e]+$/, 'a client secret in printable ASCII');
export const scope = text(
  /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
  'scopes in printable ASCII, separated by single spaces',
);

/** Not empty: RFC 6749 section 3.1 has that mean that the parameter is not there. */
export const parameterValue = text(
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /^[^\0-\x1f\x7f]+$/,
  'a text without control characters that is not empty',
);

/** `__proto__` would be lost where the configuration is baked into a script. */
const RESERVED_PARAMETERS = [
  'client_id',
  'client_secret',
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'request',
  'request_uri',
  'dpop_jkt',
  '__proto__',
];

function whyNotParameter(name: string): string | undefined {
  // RFC 6749 section 8.2.
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return 'a name of letters, digits, hyphens, dots and underscores';
  }
  return RESERVED_PARAMETERS.includes(name)
    ? 'a name that the bridge does not set itself'
    : undefined;
}

/** Further parameters of authorization and device authorization requests. */
export const parameters = mapOf(whyNotParameter, () => parameterValue);

/** A path segment of its own, and one spelling only once it is percent-encoded. */
export const realm = text(
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /^(?!\.{1,2}$)[^\0-\x1f\x7f/\\%\ud800-\udfff]+$/u,
  "the name of a realm: a text without slashes, backslashes, '%' and control characters",
);

export const clockTolerance = integer(0, 300, 'a whole number of seconds from 0 to 300');

/** RFC 9110 sections 11.1 and 5.6.2. */
export const authScheme = text(
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
  "an authentication scheme such as 'Bearer' (RFC 9110)",
);

/** A permission's path is written decoded, so that there is one way to write it. */
export const role = text(
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /^(?:(?:read|write|\*):(?![\s\S]*\/\/)[/*][^\0-\x1f\x7f%?#;\\]*|(?![^:/]*:(?:\*|\/(?!\/)))[^\0-\x20\x7f*][^\0-\x1f\x7f*]*)$/,
  "a role such as 'editor', or a permission such as 'read:/api/materials/*' (read, write or *; a path without escapes)",
);

export const accessKeyId = text(/^[\x20-\x7e]+$/, 'an access key id in printable ASCII');
