import type { OidcEndpoints, OidcSignInMethod } from './config.js';
import { map, oneOf, optional, part, required, withDefault } from './parse-config-combinators.js';
import type { Field, Fields, Parser } from './parse-config-combinators.js';
import { hostAndPort, hostName, schemeOfHost, webUrl } from './parse-config-url.js';
import { clientId, parameterValue, realm } from './parse-config-values.js';

/** What a provider is, where `auth.json` does not say otherwise. */
export interface OidcDefaults {
  readonly label?: string;
  readonly issuer?: string;
  readonly endpoints?: OidcEndpoints;
  readonly scope?: string;
  readonly signIn?: readonly OidcSignInMethod[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A known provider: the keys of its own, and what they make of it. */
export interface Preset {
  readonly keys: readonly string[];
  readonly clientId: Field<string>;
  readonly parser: Parser<OidcDefaults>;
}

function preset<T extends object>(
  fields: Fields<T>,
  expand: (written: T) => OidcDefaults,
  client: Field<string> = required(clientId),
): Preset {
  return { keys: Object.keys(fields), clientId: client, parser: map(part(fields), expand) };
}

/** The platform that the bridge was made for; its client is known to every installation. */
const mat3ra = preset<{ host: string }>(
  { host: withDefault(hostAndPort, 'platform.mat3ra.com') },
  ({ host }) => ({
    label: 'Mat3ra',
    issuer: `${schemeOfHost(host)}://${host}/oidc`,
    signIn: ['host', 'device'],
  }),
  withDefault(clientId, 'cli-device-client'),
);

/** Auth0 writes its `iss` with a slash at the end. */
const auth0 = preset<{ domain: string; audience?: string }>(
  { domain: required(hostName), audience: optional(parameterValue) },
  ({ domain, audience }) => ({
    label: 'Auth0',
    issuer: `https://${domain}/`,
    scope: 'openid profile email offline_access',
    signIn: ['host', 'popup', 'redirect', 'device'],
    ...(audience === undefined ? {} : { parameters: { audience } }),
  }),
);

/** Google gives a refresh token for `access_type=offline`, not for a scope. */
const google = preset<object>({}, () => ({
  label: 'Google',
  issuer: 'https://accounts.google.com',
  signIn: ['popup', 'redirect', 'device'],
  parameters: { access_type: 'offline' },
}));

const keycloak = preset<{ url: string; realm: string }>(
  { url: required(webUrl), realm: required(realm) },
  ({ url, realm }) => ({
    label: 'Keycloak',
    issuer: `${url.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`,
  }),
);

/**
 * SG Connect of Société Générale. The project ipyauth (release 0.2.6) has the
 * two hosts, the authorization endpoint, the level of authentication that each
 * environment is asked for and the scopes that go with every request; the
 * bank's own package pysgconnect has the path of the token endpoint, and
 * applications that sign in there have that of userinfo. Neither discovery nor
 * an issuer identifier is documented, so this is plain OAuth 2: the user is
 * who userinfo says.
 */
const sgconnect = preset<{ environment: 'PRD' | 'HOM' }>(
  { environment: withDefault(oneOf(['PRD', 'HOM']), 'PRD') },
  ({ environment }) => {
    const { host, level } = SG_CONNECT[environment];
    const base = `https://${host}/sgconnect/oauth2`;
    return {
      label: 'SG Connect',
      endpoints: {
        token: `${base}/access_token`,
        authorization: `${base}/authorize`,
        userinfo: `${base}/userinfo`,
      },
      scope: 'openid profile',
      signIn: ['popup', 'redirect'],
      parameters: { acr_values: level },
    };
  },
);

const SG_CONNECT = {
  PRD: { host: 'sso.sgmarkets.com', level: 'L2' },
  HOM: { host: 'sgconnect-hom.fr.world.socgen', level: 'L1' },
} as const;

const PRESETS = { mat3ra, auth0, google, keycloak, sgconnect };

export type PresetName = keyof typeof PRESETS;

/** In the order in which errors name them. */
export const PRESET_NAMES: readonly PresetName[] = [
  'mat3ra',
  'auth0',
  'google',
  'keycloak',
  'sgconnect',
];

export function presetOf(name: PresetName): Preset {
  return PRESETS[name];
}

/** Which preset a key belongs to. */
export const PRESET_OF_KEY: ReadonlyMap<string, PresetName> = new Map(
  PRESET_NAMES.flatMap((name) => PRESETS[name].keys.map((key) => [key, name] as const)),
);
