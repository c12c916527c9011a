import * as oauth from 'oauth4webapi';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';

/** No request to an issuer may take longer (ms). */
const ISSUER_TIMEOUT_MS = 10_000;
/** One exchange may need discovery first (ms). */
export const LONGEST_EXCHANGE_MS = 2 * ISSUER_TIMEOUT_MS;
/** An issuer that names less (s) would be flooded with polls. */
const SHORTEST_INTERVAL_S = 1;

const PUBLIC_CLIENT = oauth.None();

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly expiresIn?: number;
  /** Of the ID token, after the checks of OpenID Connect Core 3.1.3.7; absent without one. */
  readonly claims?: oauth.IDToken;
}

/** What a device authorization request yields, RFC 8628 section 3.2. Durations in ms. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  readonly expiresIn: number;
  readonly interval: number;
}

/** Absolute URLs. */
export interface Endpoints {
  readonly token?: string;
  readonly deviceAuthorization?: string;
  readonly authorization?: string;
}

/** An OAuth error answer (RFC 6749 section 5.2) by its `error` code. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly error: string,
    options?: ErrorOptions,
  ) {
    super(`The issuer answered "${error}".`, options);
  }
}

/**
 * One provider's exchanges, all through oauth4webapi. Methods reject with an
 * OAuthError where the issuer refused, else with a BridgeError
 * `issuer-unreachable` (no answer in time) or `issuer-refused` (an answer that
 * is not what the standard asks for).
 */
export class OAuthClient {
  private readonly client: oauth.Client;
  private server: Promise<oauth.AuthorizationServer> | undefined;
  private known: Endpoints | undefined;

  constructor(private readonly provider: OidcProvider) {
    this.client = { client_id: provider.clientId };
  }

  /** The endpoints as far as they are known without asking. */
  get knownEndpoints(): Endpoints | undefined {
    return this.known;
  }

  async endpoints(): Promise<Endpoints> {
    await this.guard(() => this.metadata());
    return this.known ?? {};
  }

  async requestDeviceCode(): Promise<DeviceCode> {
    return this.guard(async () => {
      const server = await this.metadata();
      const response = await oauth.deviceAuthorizationRequest(
        server,
        this.client,
        PUBLIC_CLIENT,
        { scope: this.provider.scope },
        this.options(),
      );
      const code = await oauth.processDeviceAuthorizationResponse(server, this.client, response);
      this.checkLink(code.verification_uri);
      this.checkLink(code.verification_uri_complete);
      return {
        deviceCode: code.device_code,
        userCode: code.user_code,
        verificationUri: code.verification_uri,
        ...(code.verification_uri_complete !== undefined && {
          verificationUriComplete: code.verification_uri_complete,
        }),
        expiresIn: code.expires_in * 1000,
        interval: Math.max(code.interval ?? 5, SHORTEST_INTERVAL_S) * 1000,
      };
    });
  }

  async pollDeviceCode(deviceCode: string): Promise<Tokens> {
    return this.guard(async () => {
      const server = await this.metadata();
      const response = await oauth.deviceCodeGrantRequest(
        server,
        this.client,
        PUBLIC_CLIENT,
        deviceCode,
        this.options(),
      );
      return this.tokens(await oauth.processDeviceCodeResponse(server, this.client, response));
    });
  }

  /** An authorization request with PKCE (RFC 7636, S256); the caller keeps `verifier` and `nonce` for the callback. */
  async authorizationUrl(request: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  }): Promise<URL> {
    return this.guard(async () => {
      const server = await this.metadata();
      if (server.authorization_endpoint === undefined) throw new OAuthError('unsupported');
      const url = new URL(server.authorization_endpoint);
      const parameters = {
        client_id: this.client.client_id,
        response_type: 'code',
        redirect_uri: request.redirectUri,
        scope: this.provider.scope,
        state: request.state,
        nonce: request.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url;
    });
  }

  /**
   * Checks a callback (`state`, and `iss` after RFC 9207) and redeems its code.
   * Rejects with an OAuthError where the callback or the issuer says no.
   */
  async redeemCallback(
    callback: URL,
    request: {
      readonly redirectUri: string;
      readonly state: string;
      readonly nonce: string;
      readonly verifier: string;
    },
  ): Promise<Tokens> {
    return this.guard(async () => {
      const server = await this.metadata();
      const { redirectUri, state, verifier, nonce } = request;
      const parameters = oauth.validateAuthResponse(server, this.client, callback, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        this.client,
        PUBLIC_CLIENT,
        parameters,
        redirectUri,
        verifier,
        this.options(),
      );
      const openid = this.provider.scope.split(' ').includes('openid');
      return this.tokens(
        await oauth.processAuthorizationCodeResponse(server, this.client, response, {
          ...(openid && { expectedNonce: nonce, requireIdToken: true }),
        }),
      );
    });
  }

  async refresh(refreshToken: string): Promise<Tokens> {
    return this.guard(async () => {
      const server = await this.metadata();
      const response = await oauth.refreshTokenGrantRequest(
        server,
        this.client,
        PUBLIC_CLIENT,
        refreshToken,
        this.options(),
      );
      return this.tokens(await oauth.processRefreshTokenResponse(server, this.client, response));
    });
  }

  /** RFC 7009; does nothing where the issuer has no revocation endpoint. */
  async revoke(token: string): Promise<void> {
    await this.guard(async () => {
      const server = await this.metadata();
      if (!server.revocation_endpoint) return;
      const options = this.options();
      await oauth.revocationRequest(server, this.client, PUBLIC_CLIENT, token, options);
    });
  }

  /** The user is sent there: a `javascript:` URL must not become a link. */
  private checkLink(link: string | undefined): void {
    const schemes = this.provider.issuer.startsWith('http:') ? ['https:', 'http:'] : ['https:'];
    if (link === undefined) return;
    if (!URL.canParse(link) || !schemes.includes(new URL(link).protocol)) {
      throw this.refused('the link for the code is no https URL');
    }
  }

  private refused(reason: string, cause?: unknown): BridgeError {
    return new BridgeError(
      'issuer-refused',
      `${this.provider.label}'s sign-in service answered in a way that cannot be used (${reason}). Try again; if it goes on, tell the site owner.`,
      { cause },
    );
  }

  private tokens(answer: oauth.TokenEndpointResponse): Tokens {
    const claims = oauth.getValidatedIdTokenClaims(answer);
    return {
      accessToken: answer.access_token,
      ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
      scopes: (answer.scope ?? this.provider.scope).split(' ').filter((scope) => scope !== ''),
      ...(answer.expires_in !== undefined && { expiresIn: answer.expires_in }),
      ...(claims && { claims }),
    };
  }

  /** Discovery once per start of the worker; a failure is not kept. */
  private metadata(): Promise<oauth.AuthorizationServer> {
    this.server ??= this.discover().then(
      (server) => {
        this.known = endpointsOf(server);
        return server;
      },
      (error: unknown) => {
        this.server = undefined;
        throw error;
      },
    );
    return this.server;
  }

  private async discover(): Promise<oauth.AuthorizationServer> {
    const { issuer, endpoints } = this.provider;
    if (endpoints) {
      return {
        issuer,
        token_endpoint: endpoints.token,
        ...(endpoints.authorization && { authorization_endpoint: endpoints.authorization }),
        ...(endpoints.deviceAuthorization && {
          device_authorization_endpoint: endpoints.deviceAuthorization,
        }),
        ...(endpoints.revocation && { revocation_endpoint: endpoints.revocation }),
      };
    }
    const url = new URL(issuer);
    return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, this.options()));
  }

  private options() {
    return {
      signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS),
      // The parser lets http through for loopback addresses alone.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out
      [oauth.allowInsecureRequests]: this.provider.issuer.startsWith('http:'),
    };
  }

  private async guard<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (error instanceof BridgeError) throw error;
      const { label } = this.provider;
      if (!isOutage(error)) {
        if (error instanceof OAuthError) throw error;
        if (error instanceof oauth.ResponseBodyError) throw new OAuthError(error.error);
        if (error instanceof oauth.AuthorizationResponseError) throw new OAuthError(error.error);
        if (error instanceof oauth.OperationProcessingError) {
          throw this.refused(error.code ?? 'no code', error);
        }
        if (error instanceof oauth.WWWAuthenticateChallengeError) {
          throw this.refused(error.code, error);
        }
      }
      throw new BridgeError(
        'issuer-unreachable',
        `${label}'s sign-in service could not be reached. Check the connection and try again; if it goes on, tell the site owner.`,
        { cause: error },
      );
    }
  }
}

/** True where the issuer answered, but only that it cannot answer now: nothing is decided by that. */
function isOutage(error: unknown): boolean {
  if (error instanceof oauth.ResponseBodyError) {
    if (error.error === 'slow_down') return false;
    return error.status === 429 || error.error === 'temporarily_unavailable';
  }
  const { cause } = error instanceof oauth.OperationProcessingError ? error : { cause: undefined };
  return cause instanceof Response && cause.status >= 500;
}

function endpointsOf(server: oauth.AuthorizationServer): Endpoints {
  const { token_endpoint, device_authorization_endpoint, authorization_endpoint } = server;
  return {
    ...(token_endpoint !== undefined && { token: token_endpoint }),
    ...(device_authorization_endpoint !== undefined && {
      deviceAuthorization: device_authorization_endpoint,
    }),
    ...(authorization_endpoint !== undefined && { authorization: authorization_endpoint }),
  };
}
