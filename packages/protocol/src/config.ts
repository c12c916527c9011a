/**
 * The shape of `auth.json` after parsing: every default filled in, every URL
 * absolute. `parse-config.ts` is the only way to get one.
 */

/** How a session may be obtained, in the order in which `signIn` offers it. */
export type SignInMethod = 'host' | 'popup' | 'redirect' | 'device';

/** Where an OIDC provider's endpoints are, when discovery is not used. Absolute URLs. */
export interface OidcEndpoints {
  readonly token: string;
  readonly deviceAuthorization?: string;
  readonly authorization?: string;
  readonly userinfo?: string;
  readonly revocation?: string;
  readonly jwks?: string;
}

export interface OidcProvider {
  readonly id: string;
  readonly type: 'oidc';
  readonly label: string;
  /** Issuer identifier, exactly as the provider writes it in `iss`. */
  readonly issuer: string;
  /** Absent: OpenID Connect Discovery 1.0 at the issuer. */
  readonly endpoints?: OidcEndpoints;
  readonly clientId: string;
  /** Space-separated, RFC 6749 section 3.3. */
  readonly scope: string;
  readonly signIn: readonly SignInMethod[];
}

/** Nothing is attached and nothing is shown. */
export interface NoneProvider {
  readonly id: string;
  readonly type: 'none';
  readonly label: string;
}

export type Provider = OidcProvider | NoneProvider;

/** `ask` is part of the format; see `parse-config.ts` for what this version accepts. */
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
  readonly roles?: readonly string[];
}

/** How host data maps to a session and to what kernels see. */
export type HostProfile = 'mat3ra';

export interface HostConfig {
  /** Serialized origins, compared exactly. */
  readonly origins: readonly string[];
  readonly profile: HostProfile;
}

export interface KernelConfig {
  readonly env: Readonly<Record<string, string>>;
  readonly sealed: boolean;
}

export interface AuthConfig {
  readonly providers: Readonly<Record<string, Provider>>;
  readonly apis: readonly ApiRule[];
  readonly host?: HostConfig;
  readonly kernel: KernelConfig;
}
