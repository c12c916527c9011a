import { json } from '../server/index.js';
import type { Answer } from '../server/index.js';
import type { Claims, Signing } from '../tokens/id-tokens.js';
import type { Context } from './context.js';
import { endpoint } from './endpoint.js';
import { grantFor, scriptedGrant } from './grants.js';
import { issueTokens } from './issue-tokens.js';
import { requireClient } from './require-client.js';

/** The token endpoint: RFC 6749 sections 4.1.3 and 6, RFC 8628 section 3.4, RFC 9449 section 5. */
export function tokenEndpoint(context: Context): Answer {
  const { settings, dpop, origin, paths } = context;
  return endpoint(['POST'], async (received) => {
    requireClient(received, context);
    const proves = settings.dpop === 'required' || received.headers.dpop !== undefined;
    const url = origin + paths.token;
    const jkt = settings.dpop && proves ? await dpop.check(received, { url }) : undefined;
    const granted = grantFor(received.form, jkt, context);
    const openid = granted.grant.scope.split(' ').includes('openid');
    return json(200, await issueTokens({ ...granted, openid, jkt }, context), NO_STORE);
  });
}

/** A token answer whatever the request says, with `more` put over it; no proof is asked for. */
export function tokenAnswer(
  more: Readonly<Record<string, unknown>>,
  idToken: { readonly claims: Claims; readonly signing: Signing },
  context: Context,
): Answer {
  return async (response, received, next) => {
    const seconds = typeof more.expires_in === 'number' ? more.expires_in : undefined;
    const granted = { ...scriptedGrant(received.form, context), ...idToken, seconds };
    const tokens = await issueTokens({ ...granted, openid: true }, context);
    json(200, { ...tokens, ...more }, NO_STORE)(response, received, next);
  };
}

const NO_STORE = { 'cache-control': 'no-store' };
