/** Every endpoint and where it is on the provider's server. */
export interface Paths {
  readonly discovery: string;
  readonly jwks: string;
  readonly authorize: string;
  readonly token: string;
  /** Device authorization, RFC 8628 section 3.1. */
  readonly device: string;
  /** Where the user types the device flow's code. */
  readonly verification: string;
  readonly userinfo: string;
  readonly revoke: string;
  readonly endSession: string;
  /** The protected resource; not below the issuer. */
  readonly me: string;
}

export type Endpoint = keyof Paths;

/** The paths of an issuer at `issuerPath`, which may be empty and may end in a slash. */
export function pathsOf(issuerPath: string): Paths {
  const base = issuerPath.replace(/\/$/, '');
  return {
    discovery: `${base}/.well-known/openid-configuration`,
    jwks: `${base}/jwks`,
    authorize: `${base}/authorize`,
    token: `${base}/token`,
    device: `${base}/device/auth`,
    verification: `${base}/device`,
    userinfo: `${base}/userinfo`,
    revoke: `${base}/revoke`,
    endSession: `${base}/logout`,
    me: '/api/me',
  };
}
