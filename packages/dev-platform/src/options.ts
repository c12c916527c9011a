/** The client that the platform's notebooks use. */
export const CLIENT_ID = 'cli-device-client';

export interface DevPlatformOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the JupyterLite site is served, e.g. `http://localhost:8000/`. */
  readonly siteUrl: string;
  /**
   * Ids of the site's further providers that are this platform, too: each is a client of its own,
   * `cli-device-client-<id>`, and sent back to an address of its own.
   */
  readonly furtherProviders?: readonly string[];
  /** Origins that may call the API from a browser. Default: the origin of `siteUrl`. */
  readonly siteOrigins?: readonly string[];
  /** Life of an access token in seconds. Default: 1800. */
  readonly accessTokenSeconds?: number;
  /** Life of a device code in seconds. Default: 600. */
  readonly deviceCodeSeconds?: number;
  /** Where browsers find it, if something maps that to its port. Default: `http://localhost:<port>`. */
  readonly origin?: string;
  /** Seconds between a client's polls, named as `interval` (RFC 8628 section 3.2). Default: none is named, which means 5. */
  readonly deviceInterval?: number;
  /** The user code of every device sign-in, for pictures. Default: a random one. */
  readonly userCode?: string;
}

/** The options with every default filled in and every URL parsed. */
export interface Settings {
  /** Where browsers find it. */
  readonly origin: string;
  readonly port: number;
  readonly issuer: string;
  /** Ends in a slash. */
  readonly siteUrl: string;
  readonly siteOrigin: string;
  /** The clients' ids, each with where it is sent back to. */
  readonly redirectUris: ReadonlyMap<string, string>;
  readonly siteOrigins: readonly string[];
  readonly accessTokenSeconds: number;
  readonly deviceCodeSeconds: number;
  readonly deviceInterval: number | undefined;
  readonly userCode: string | undefined;
}

/** Fills in defaults; `port` is the one that the server really listens on. */
export function settle(options: DevPlatformOptions, port: number): Settings {
  const site = new URL(options.siteUrl);
  if (!site.pathname.endsWith('/')) site.pathname += '/';
  const origin = options.origin ?? `http://localhost:${port}`;
  return {
    origin,
    port,
    issuer: `${origin}/oidc`,
    siteUrl: site.href,
    siteOrigin: site.origin,
    redirectUris: new Map([
      [CLIENT_ID, new URL('auth-bridge/callback', site).href],
      ...(options.furtherProviders ?? []).map(
        (id) => [`${CLIENT_ID}-${id}`, new URL(`auth-bridge/callback/${id}`, site).href] as const,
      ),
    ]),
    siteOrigins: options.siteOrigins ?? [site.origin],
    accessTokenSeconds: options.accessTokenSeconds ?? 1800,
    deviceCodeSeconds: options.deviceCodeSeconds ?? 600,
    deviceInterval: options.deviceInterval,
    userCode: options.userCode,
  };
}
