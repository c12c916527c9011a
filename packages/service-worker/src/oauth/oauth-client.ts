import * as oauth from 'oauth4webapi';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';
import type { ProviderMetadata } from '../flows/provider-metadata.js';
import type { AuthorizationRequest, DeviceCode, Tokens } from './tokens.js';
import type { Claims, DpopKey } from '../vault/types.js';
import { DpopHandles, newDpopKey, withNonce } from './dpop.js';
import { exchange, isUnauthorized, refusedAnswer } from './exchange.js';
import { ProviderKeys } from './id-token.js';
import { tokensIn, tokensOf } from './read-tokens.js';
import { isLoopbackHttp, requestOptions } from './request-options.js';

/** An issuer that names less (s) would be flooded with polls. */
const SHORTEST_INTERVAL_S = 1;

/** One provider's exchanges, all through oauth4webapi. Methods reject as `exchange` does. */
export class OAuthClient {
  private readonly client: oauth.Client;
  private readonly authentication: oauth.ClientAuth;
  private readonly dpop = new DpopHandles();
  private readonly keys: ProviderKeys;

  constructor(
    private readonly provider: OidcProvider,
    private readonly metadata: Pick<ProviderMetadata, 'server' | 'store'>,
  ) {
    this.keys = new ProviderKeys(provider, metadata.store);
    this.client = {
      client_id: provider.clientId,
      [oauth.clockTolerance]: provider.clockTolerance,
    };
    this.authentication =
      provider.clientSecret === undefined
        ? oauth.None()
        : oauth.ClientSecretPost(provider.clientSecret);
  }

  /** What the issuer says of itself: OpenID Connect Discovery 1.0. */
  discover(): Promise<oauth.AuthorizationServer> {
    return exchange(this.provider, async () => {
      const url = new URL(this.provider.issuer ?? '');
      const response = await oauth.discoveryRequest(url, requestOptions(this.provider));
      return oauth.processDiscoveryResponse(url, response);
    });
  }

  /** A key pair that tokens are to be bound to (RFC 9449). */
  newKey(): Promise<DpopKey> {
    return newDpopKey();
  }

  async requestDeviceCode(): Promise<DeviceCode> {
    return exchange(this.provider, async () => {
      const server = await this.metadata.server();
      const { scope, parameters } = this.provider;
      const response = await oauth.deviceAuthorizationRequest(
        server,
        this.client,
        this.authentication,
        { ...parameters, ...(scope !== '' && { scope }) },
        await this.options(),
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

  async pollDeviceCode(deviceCode: string, key?: DpopKey): Promise<Tokens> {
    const { client, authentication } = this;
    return this.tokenExchange(key, {
      send: (server, options) =>
        oauth.deviceCodeGrantRequest(server, client, authentication, deviceCode, options),
      read: (server, response) => oauth.processDeviceCodeResponse(server, client, response),
    });
  }

  /**
   * An authorization request with PKCE (RFC 7636, S256); the caller keeps
   * `verifier` and `nonce` for the callback. With `silent` the issuer must
   * answer without the user (OpenID Connect Core 3.1.2.1, `prompt=none`).
   */
  async authorizationUrl(request: AuthorizationRequest, silent = false): Promise<URL> {
    return exchange(this.provider, async () => {
      const server = await this.metadata.server();
      if (server.authorization_endpoint === undefined) throw new OAuthError('unsupported');
      const url = new URL(server.authorization_endpoint);
      const { scope, parameters } = this.provider;
      const handle = request.dpopKey && (await this.dpop.handle(request.dpopKey, this.client));
      const all = {
        ...parameters,
        client_id: this.client.client_id,
        response_type: 'code',
        redirect_uri: request.redirectUri,
        ...(scope !== '' && { scope }),
        state: request.state,
        ...(this.isOpenId && { nonce: request.nonce }),
        code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
        code_challenge_method: 'S256',
        ...(silent && { prompt: 'none' }),
        ...(handle && { dpop_jkt: await handle.calculateThumbprint() }),
      };
      for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
      return url;
    });
  }

  /** Checks a callback (`state`, and `iss` after RFC 9207) and redeems its code. */
  async redeemCallback(callback: URL, request: AuthorizationRequest): Promise<Tokens> {
    const { redirectUri, state, verifier, nonce, dpopKey } = request;
    const { client, authentication } = this;
    return this.tokenExchange(dpopKey, {
      send: (server, options) =>
        oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          oauth.validateAuthResponse(server, client, this.withoutIssuer(callback), state),
          redirectUri,
          verifier,
          options,
        ),
      read: (server, response) =>
        oauth.processAuthorizationCodeResponse(
          server,
          client,
          response,
          this.isOpenId ? { expectedNonce: nonce, requireIdToken: true } : {},
        ),
    });
  }

  /**
   * Redeems a code that a client in a kernel got by its own authorization
   * request; its verifier, redirect URI and, unless it gave none, nonce are
   * the client's to know.
   */
  async redeemClientCode(form: URLSearchParams): Promise<Tokens> {
    const { client, authentication } = this;
    const parameters = new URLSearchParams(form);
    for (const name of ['grant_type', 'client_id', 'client_secret']) parameters.delete(name);
    return this.tokenExchange(undefined, {
      send: (server, options) =>
        oauth.genericTokenEndpointRequest(
          server,
          client,
          authentication,
          'authorization_code',
          parameters,
          options,
        ),
      read: (server, response) =>
        oauth.processGenericTokenEndpointResponse(server, client, response),
    });
  }

  /**
   * Rejects with an OAuthError, too, where tokens came that cannot be used:
   * the old refresh token is spent then, and a second try would be a replay.
   */
  async refresh(refreshToken: string, key?: DpopKey): Promise<Tokens> {
    const { client, authentication } = this;
    let given: readonly string[] = [];
    try {
      return await this.tokenExchange(key, {
        send: async (server, options) => {
          const response = await oauth.refreshTokenGrantRequest(
            server,
            client,
            authentication,
            refreshToken,
            options,
          );
          given = await tokensIn(response.clone());
          return response;
        },
        read: (server, response) => oauth.processRefreshTokenResponse(server, client, response),
        keysMayFail: true,
      });
    } catch (error) {
      if (given.length === 0) throw error;
      await Promise.allSettled(given.map((token) => this.revoke(token, key)));
      throw new OAuthError('unusable_tokens', { cause: error });
    }
  }

  /** What the userinfo endpoint says (OpenID Connect Core 5.3); undefined where there is none. */
  async userinfo(accessToken: string, key?: DpopKey): Promise<Claims | undefined> {
    return exchange(this.provider, async () => {
      const server = await this.metadata.server();
      if (server.userinfo_endpoint === undefined) return undefined;
      return withNonce(async () => {
        const options = await this.options(key);
        const response = await oauth.userInfoRequest(server, this.client, accessToken, options);
        return oauth.processUserInfoResponse(
          server,
          this.client,
          oauth.skipSubjectCheck, // `learnUser` compares it where there is one to compare with
          response,
        );
      });
    });
  }

  /** Whether the issuer refuses the token; undefined where it does not say so or so. */
  async isRefused(accessToken: string, key?: DpopKey): Promise<boolean | undefined> {
    try {
      return (await this.userinfo(accessToken, key)) ? false : undefined;
    } catch (error) {
      return isUnauthorized(error) ? true : undefined;
    }
  }

  /** RFC 7009; does nothing where the issuer has no revocation endpoint. */
  async revoke(token: string, key?: DpopKey): Promise<void> {
    await exchange(this.provider, async () => {
      const server = await this.metadata.server();
      if (!server.revocation_endpoint) return;
      const options = await this.options(key);
      await oauth.revocationRequest(server, this.client, this.authentication, token, options);
    });
  }

  /**
   * Where the issuer's own session is ended (OpenID Connect RP-Initiated
   * Logout 1.0), undefined where it has no such page. Without `id_token_hint`,
   * which would put a token into a URL: the issuer asks the user instead.
   */
  async endSessionUrl(returnTo: string): Promise<URL | undefined> {
    return exchange(this.provider, async () => {
      const server = await this.metadata.server();
      if (server.end_session_endpoint === undefined) return undefined;
      const url = new URL(server.end_session_endpoint);
      url.searchParams.set('client_id', this.client.client_id);
      url.searchParams.set('post_logout_redirect_uri', returnTo);
      return url;
    });
  }

  /** Headers that carry `accessToken`, bound to `key`, to `url`: RFC 9449 section 7. */
  async dpopRequest(
    request: { readonly method: string; readonly url: URL; readonly headers: Headers },
    accessToken: string,
    key: DpopKey,
    send: (headers: Headers) => Promise<Response>,
  ): Promise<Response> {
    let response: Response | undefined;
    const options = {
      DPoP: await this.dpop.handle(key, this.client),
      [oauth.customFetch]: async (_: string, init: { headers: Record<string, string> }) =>
        (response = await send(new Headers(init.headers))),
      // The API's address is the site owner's word; loopback addresses are the only ones with http.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out
      [oauth.allowInsecureRequests]: request.url.protocol === 'http:',
    };
    const { method, url, headers } = request;
    const ask = () =>
      oauth.protectedResourceRequest(accessToken, method, url, headers, null, options);
    try {
      return await withNonce(ask);
    } catch (error) {
      // A challenge is an answer as any other: the caller decides what a 401 means.
      if (error instanceof oauth.WWWAuthenticateChallengeError && response) return response;
      throw error;
    }
  }

  private get isOpenId(): boolean {
    const { issuer, scope } = this.provider;
    return issuer !== undefined && scope.split(' ').includes('openid');
  }

  private async tokenExchange(key: DpopKey | undefined, grant: Grant): Promise<Tokens> {
    return exchange(this.provider, async () => {
      const server = await this.metadata.server();
      // Its key was in memory alone, and is lost with it.
      if (this.provider.dpop && !key) throw new OAuthError('key_lost');
      const { answer, response } = await withNonce(async () => {
        const sent = await grant.send(server, await this.options(key));
        const response = await this.readable(sent);
        return { answer: await grant.read(server, response), response };
      });
      if (key && answer.token_type !== 'dpop') {
        throw refusedAnswer(
          this.provider,
          'its token is not bound to the key, "dpop" in auth.json',
        );
      }
      const claims = await this.verifiedClaims(server, answer, response, grant.keysMayFail);
      return tokensOf(answer, claims, this.provider);
    });
  }

  /** Of the answer's ID token, where it has one. */
  private async verifiedClaims(
    server: oauth.AuthorizationServer,
    answer: oauth.TokenEndpointResponse,
    response: Response,
    keysMayFail = false,
  ): Promise<Claims | undefined> {
    const claims = oauth.getValidatedIdTokenClaims(answer);
    if (!claims) return undefined;
    try {
      await this.keys.verify(server, response, requestOptions(this.provider));
      return claims;
    } catch (error) {
      // The claims of the sign-in stay; the tokens that came with this one would be lost.
      if (keysMayFail && !(error instanceof BridgeError)) return undefined;
      throw error;
    }
  }

  /** Plain OAuth 2 knows no issuer that `iss` (RFC 9207) could be compared with. */
  private withoutIssuer(callback: URL): URL {
    if (this.provider.issuer !== undefined) return callback;
    const url = new URL(callback);
    url.searchParams.delete('iss');
    return url;
  }

  /** Plain OAuth 2 knows no ID token: one that comes all the same is left out. */
  private async readable(response: Response): Promise<Response> {
    if (this.provider.issuer !== undefined || !response.ok) return response;
    const answer: unknown = await response.json().catch(() => undefined);
    if (typeof answer !== 'object' || answer === null) return Response.json(answer ?? null);
    const { status } = response;
    return Response.json({ ...answer, id_token: undefined }, { status });
  }

  /** The user is sent there: a `javascript:` URL must not become a link. */
  private checkLink(link: string | undefined): void {
    if (link === undefined) return;
    const schemes = isLoopbackHttp(this.provider) ? ['https:', 'http:'] : ['https:'];
    if (!URL.canParse(link) || !schemes.includes(new URL(link).protocol)) {
      throw refusedAnswer(this.provider, 'the link for the code is no https URL');
    }
  }

  private async options(key?: DpopKey) {
    return {
      ...requestOptions(this.provider),
      ...(key && { DPoP: await this.dpop.handle(key, this.client) }),
    };
  }
}

/** What one grant asks of the token endpoint, and how the answer is checked. */
interface Grant {
  readonly send: (
    server: oauth.AuthorizationServer,
    options: oauth.TokenEndpointRequestOptions,
  ) => Promise<Response>;
  readonly read: (
    server: oauth.AuthorizationServer,
    response: Response,
  ) => Promise<oauth.TokenEndpointResponse>;
  /** True where an ID token whose keys cannot be had is no reason to lose the tokens beside it. */
  readonly keysMayFail?: boolean;
}
