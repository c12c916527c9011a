import type { ScriptedServerOptions } from './server/index.js';
import type { SigningKey } from './tokens/signing-key.js';

/** Someone who can sign in: `sub` and whatever else ID token, userinfo and `/api/me` say of them. */
export interface User {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** All are optional. Durations are in seconds. */
export interface MockProviderOptions extends ScriptedServerOptions {
  /** The issuer's path, `/oidc` unless given; may be empty. */
  readonly issuerPath?: string;
  readonly clientId?: string;
  /** Makes the client a confidential one (`client_secret_post`). */
  readonly clientSecret?: string;
  /** The only ones allowed, compared exactly; any web address unless given. */
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  /** The first one signs in until `chooseUser` names another. */
  readonly users?: readonly [User, ...User[]];
  /** What a request that names no scope gets, `openid profile` unless given. */
  readonly scope?: string;
  readonly accessTokenSeconds?: number;
  readonly idTokenSeconds?: number;
  readonly deviceCodeSeconds?: number;
  /** Seconds between polls in the device answer; left out, as RFC 8628 allows, unless given. */
  readonly interval?: number;
  /** Adds `verification_uri_complete` to the device answer. */
  readonly verificationUriComplete?: boolean;
  /** `rotate` (default): each refresh token serves once; `keep`: the first one serves on; `none`: there are none. */
  readonly refreshTokens?: 'rotate' | 'keep' | 'none';
  readonly idTokenAlg?: 'RS256' | 'ES256';
  /** Saves the making of a key: `generateSigningKey()` once, then every provider of the suite. */
  readonly signingKey?: SigningKey;
  /** Whether the metadata names an authorization endpoint; true unless given. */
  readonly authorization?: boolean;
  /** Authorization answers carry `iss` (RFC 9207), and the metadata says so. */
  readonly issParameter?: boolean;
  /** DPoP (RFC 9449): ignored unless given; `allowed` binds the tokens of those who prove, `required` refuses all others. */
  readonly dpop?: 'allowed' | 'required';
  /** Demands the provider's nonce in DPoP proofs. */
  readonly dpopNonce?: boolean;
  /** Put over the metadata; what is `undefined` here is left out there. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The provider's clock: milliseconds since the epoch. */
  readonly now?: () => number;
}

type WithDefault =
  | 'issuerPath'
  | 'clientId'
  | 'users'
  | 'scope'
  | 'accessTokenSeconds'
  | 'idTokenSeconds'
  | 'deviceCodeSeconds'
  | 'refreshTokens'
  | 'idTokenAlg'
  | 'now';

type Defaults = Required<Pick<MockProviderOptions, WithDefault>>;

/** The options with their defaults. */
export type Settings = MockProviderOptions & Defaults;

const DEFAULTS: Defaults = {
  issuerPath: '/oidc',
  clientId: 'mock-client',
  users: [{ sub: 'user-1', name: 'Grace Murray Hopper' }],
  scope: 'openid profile',
  accessTokenSeconds: 1800,
  idTokenSeconds: 3600,
  deviceCodeSeconds: 600,
  refreshTokens: 'rotate',
  idTokenAlg: 'RS256',
  now: () => Date.now(),
};

export function withDefaults(options: MockProviderOptions): Settings {
  return { ...DEFAULTS, ...options };
}
