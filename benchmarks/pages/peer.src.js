/* global PEER_AUTHORITY */
import { OidcClient, TokenRenewMode } from '@axa-fr/oidc-client';
import { ready } from './common.js';

const callback = `${location.origin}/bench/page.html?callback`;
const client = OidcClient.getOrCreate(() => fetch)({
  client_id: 'bench',
  redirect_uri: callback,
  scope: 'openid profile offline_access',
  authority: PEER_AUTHORITY,
  service_worker_relative_url: '/OidcServiceWorker.js',
  service_worker_only: true,
  token_renew_mode: TokenRenewMode.access_token_invalid,
});
await client.tryKeepExistingSessionAsync();
if (client.tokens) {
  ready();
} else if (location.href.startsWith(callback)) {
  await client.loginCallbackAsync();
  location.href = '/bench/page.html';
} else {
  await client.loginAsync('/bench/page.html');
}
