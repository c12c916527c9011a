import * as oauth from 'oauth4webapi';
import type { MockProvider } from '../mock-provider.js';

export const REDIRECT_URI = 'https://app.example/callback';

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the provider is on loopback
const INSECURE = { [oauth.allowInsecureRequests]: true };

/** A client that knows nothing of this package: oauth4webapi checks every answer by the standards. */
export async function makeClient(
  provider: MockProvider,
  { clientSecret, dpop }: { clientSecret?: string; dpop?: oauth.DPoPHandle } = {},
) {
  const issuer = new URL(provider.issuer);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, INSECURE),
  );
  const client = { client_id: provider.clientId };
  const auth = clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret);
  const options = { ...INSECURE, ...(dpop && { DPoP: dpop }) };

  return {
    server,

    async deviceCode(scope = 'openid profile') {
      const response = await oauth.deviceAuthorizationRequest(
        server,
        client,
        auth,
        { scope },
        INSECURE,
      );
      return oauth.processDeviceAuthorizationResponse(server, client, response);
    },

    async poll(deviceCode: string) {
      const response = await oauth.deviceCodeGrantRequest(
        server,
        client,
        auth,
        deviceCode,
        options,
      );
      return oauth.processDeviceCodeResponse(server, client, response);
    },

    /** A token answer after the device flow. */
    async signIn() {
      const { device_code } = await this.deviceCode();
      provider.approve();
      return this.poll(device_code);
    },

    /** Goes through the authorization endpoint as a browser would; resolves with the callback. */
    async authorize(more: Record<string, string> = {}) {
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(server.authorization_endpoint ?? '');
      const parameters = {
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: REDIRECT_URI,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...more,
      };
      url.search = new URLSearchParams(parameters).toString();
      const response = await fetch(url, { redirect: 'manual' });
      const location = response.headers.get('location');
      const callback = location === null ? undefined : new URL(location);
      return { status: response.status, callback, verifier, state, nonce };
    },

    /** Checks the callback of `authorize` and redeems its code. */
    async redeem(
      { callback, verifier, state, nonce }: Awaited<ReturnType<typeof this.authorize>>,
      redirectUri = REDIRECT_URI,
    ) {
      const parameters = oauth.validateAuthResponse(
        server,
        client,
        callback ?? new URL(REDIRECT_URI),
        state,
      );
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        auth,
        parameters,
        redirectUri,
        verifier,
        options,
      );
      const checks = { expectedNonce: nonce, requireIdToken: true };
      return oauth.processAuthorizationCodeResponse(server, client, response, checks);
    },

    async refresh(token: string | undefined) {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        auth,
        token ?? '',
        options,
      );
      return oauth.processRefreshTokenResponse(server, client, response);
    },

    async revoke(token: string) {
      const response = await oauth.revocationRequest(server, client, auth, token, INSECURE);
      await oauth.processRevocationResponse(response);
    },

    /** Asks the protected resource, with a proof where the client has a key. */
    async me(accessToken: string): Promise<unknown> {
      const url = new URL(provider.url('me'));
      const response = await oauth.protectedResourceRequest(
        accessToken,
        'GET',
        url,
        undefined,
        undefined,
        options,
      );
      return response.json();
    },
  };
}
