import { randomBytes } from 'node:crypto';
import type { Account, Configuration, JWKS, KoaContextWithOIDC } from 'oidc-provider';
import { findByUserId, type TestAccount } from '../accounts.js';
import type { Settings } from '../options.js';
import { showCodeConfirmation, showCodeInput, showConnected } from './device-views.js';
import { loadExistingGrant } from './grants.js';
import { askForLogout, showLoggedOut } from './logout-views.js';
import type { MemoryStore } from './memory-store.js';
import { showOidcError } from './error-view.js';

export const CLIENT_NAME = 'JupyterLite notebooks';

const DAY_SECONDS = 24 * 60 * 60;

/** The provider's configuration: device flow and authorization code with PKCE for public clients. */
export function createConfiguration(
  settings: Settings,
  store: MemoryStore,
  jwks: JWKS,
): Configuration {
  return {
    adapter: (model: string) => store.adapter(model),
    jwks,
    clients: [...settings.redirectUris].map(([id, redirectUri]) => ({
      client_id: id,
      client_name: CLIENT_NAME,
      token_endpoint_auth_method: 'none',
      grant_types: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      response_types: ['code'],
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [new URL('auth-bridge/signed-out', settings.siteUrl).href],
    })),
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    scopes: ['openid', 'profile', 'email'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'picture'],
      email: ['email', 'email_verified'],
    },
    // The platform's ID tokens carry the user's name, not only userinfo does.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => toOidcAccount(sub, settings.origin),
    loadExistingGrant,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    clientBasedCORS: (_ctx, origin) => settings.siteOrigins.includes(origin),
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    // With the default of 15 s a token of two seconds would live for seventeen.
    clockTolerance: 0,
    ttl: {
      AccessToken: settings.accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: settings.deviceCodeSeconds,
      Grant: 14 * DAY_SECONDS,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 14 * DAY_SECONDS,
      Session: DAY_SECONDS,
    },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Cookies do not tell ports apart, and tests run several platforms on localhost.
      names: {
        session: `dev_platform_${settings.port}`,
        interaction: `dev_platform_${settings.port}_interaction`,
        resume: `dev_platform_${settings.port}_resume`,
      },
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ownTokensOnly },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: askForLogout,
        postLogoutSuccessSource: showLoggedOut,
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: showCodeInput,
        userCodeConfirmSource: showCodeConfirmation,
        successSource: showConnected,
      },
    },
    renderError: showOidcError,
  };
}

function ownTokensOnly(
  _ctx: KoaContextWithOIDC,
  client: { readonly clientId: string },
  token: { readonly clientId?: string | undefined },
): boolean {
  return token.clientId === client.clientId;
}

function toOidcAccount(sub: string, origin: string): Account | undefined {
  const account = findByUserId(sub);
  return account && { accountId: sub, claims: () => claimsOf(account, origin) };
}

function claimsOf(account: TestAccount, origin: string) {
  return {
    sub: account.userId,
    name: account.name,
    preferred_username: account.username,
    picture: `${origin}/pictures/${account.username}.svg`,
    email: account.email,
    email_verified: true,
  };
}
