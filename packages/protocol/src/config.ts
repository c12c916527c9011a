/**
 * The shape of `auth.json` after parsing: every default filled in, every URL
 * absolute. `parse-config.ts` and the addon's `normal_form.py` make one, the same of the
 * same file; the worker gets the addon's.
 */

/**
 * How a session may be obtained, in the order in which `signIn` offers it.
 * `form` is a page of the worker's own in which the user types a secret.
 */
export type SignInMethod = 'host' | 'popup' | 'redirect' | 'device' | 'form';

/** The ways of an `oidc` provider. */
export type OidcSignInMethod = Exclude<SignInMethod, 'form'>;

/** The ways of a `token` provider. */
export type TokenSignInMethod = Extract<SignInMethod, 'host' | 'form'>;

/** Where an OIDC provider's endpoints are, when discovery is not used. Absolute URLs. */
export interface OidcEndpoints {
  readonly token: string;
  readonly deviceAuthorization?: string;
  readonly authorization?: string;
  readonly userinfo?: string;
  readonly revocation?: string;
  readonly jwks?: string;
  /** OpenID Connect RP-Initiated Logout 1.0 section 2. */
  readonly endSession?: string;
}

/**
 * An OpenID Connect issuer, or an OAuth 2 authorization server without one. A
 * `preset` of `auth.json` is gone here: what it stands for is filled in.
 *
 * Where several providers have `host` among their ways to sign in, the host's
 * credential is for the first of them in `auth.json`.
 */
export interface OidcProvider {
  readonly id: string;
  readonly type: 'oidc';
  readonly label: string;
  /**
   * Issuer identifier, exactly as the provider writes it in `iss`. Absent:
   * plain OAuth 2 (RFC 6749), `endpoints` is there and no ID token is expected.
   */
  readonly issuer?: string;
  /** Absent: OpenID Connect Discovery 1.0 at the issuer. */
  readonly endpoints?: OidcEndpoints;
  readonly clientId: string;
  /**
   * For providers, Google for one, that give browser and device clients a
   * secret which is none (RFC 6749 section 2.1, public clients): `auth.json` is
   * public. Never in a message or an error, all the same.
   */
  readonly clientSecret?: string;
  /** Space-separated, RFC 6749 section 3.3. Empty: none is asked for. */
  readonly scope: string;
  readonly signIn: readonly OidcSignInMethod[];
  /**
   * Further parameters of authorization and device authorization requests,
   * such as `audience`. None that the bridge sets itself.
   */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether access tokens are bound to a key of the worker's (RFC 9449). */
  readonly dpop: boolean;
  /** How far the provider's clock may be off when an ID token is checked, in s: 0 to 300. */
  readonly clockTolerance: number;
}

/** A token that the user has already: sent as `Authorization: <scheme> <token>`. */
export interface TokenProvider {
  readonly id: string;
  readonly type: 'token';
  readonly label: string;
  /** RFC 9110 section 11.1. */
  readonly scheme: string;
  /**
   * Absolute, or relative to the site: answers with JSON about the user whom
   * the token is of, or with 401.
   */
  readonly checkUrl?: string;
  /** Absolute: where users make such tokens, shown as a link. */
  readonly tokenUrl?: string;
  /** `host` is harmless where there is no host; see `OidcProvider` for several that have it. */
  readonly signIn: readonly TokenSignInMethod[];
}

/** A user name and password (RFC 7617), typed in by the user. */
export interface BasicProvider {
  readonly id: string;
  readonly type: 'basic';
  readonly label: string;
  /** As that of `TokenProvider`. */
  readonly checkUrl?: string;
  readonly signIn: readonly ['form'];
}

/** LabArchives: the worker signs each call with the access password that the user types in. */
export interface LabArchivesProvider {
  readonly id: string;
  readonly type: 'labarchives';
  readonly label: string;
  /** Base of the API, absolute, without a slash at the end. */
  readonly url: string;
  /** The access key's id (`akid`), which is public. Absent: the form asks for it. */
  readonly accessKeyId?: string;
  readonly signIn: readonly ['form'];
}

/** Nothing is attached and nothing is shown. */
export interface NoneProvider {
  readonly id: string;
  readonly type: 'none';
  readonly label: string;
}

export type Provider =
  OidcProvider | TokenProvider | BasicProvider | LabArchivesProvider | NoneProvider;

/** `ask`: the user is asked before such a call is sent with the credential. */
export type Access = 'allow' | 'ask' | 'deny';
export type Attach = 'unless-present' | 'handle-only';

/** One entry of `apis`: first match wins. */
export interface ApiRule {
  /** Position in `apis`, from 0: how errors name the rule. */
  readonly index: number;
  /** As written in `auth.json`; may be relative to the site. */
  readonly url: string;
  readonly provider: string;
  /** Upper-case; absent means every method. */
  readonly methods?: readonly string[];
  readonly access: Access;
  readonly attach: Attach;
  /**
   * Role names (`editor`) and permissions (`read:/api/materials/*`): the user
   * has to meet one. Absent: any signed-in user.
   */
  readonly roles?: readonly string[];
}

/** How host data maps to a session and to what kernels see. */
export type HostProfile = 'mat3ra';

export interface HostConfig {
  /** Serialized origins, compared exactly. */
  readonly origins: readonly string[];
  readonly profile: HostProfile;
  /**
   * Where the worker exchanges a one-time code that the host put into the URL's
   * fragment for a session: on one of `origins`.
   */
  readonly exchange?: string;
}

export interface KernelConfig {
  readonly env: Readonly<Record<string, string>>;
  /** Whether kernels reach nothing but the site, the APIs of `apis` and the issuers (docs/sealed.md). */
  readonly sealed: boolean;
}

export interface AuthConfig {
  readonly providers: Readonly<Record<string, Provider>>;
  readonly apis: readonly ApiRule[];
  readonly host?: HostConfig;
  readonly kernel: KernelConfig;
}
