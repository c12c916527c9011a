import { createHash } from 'node:crypto';
import type { User } from '../options.js';
import { Refusal } from '../refusal.js';
import type { Grant } from '../tokens/token-store.js';
import type { Context } from './context.js';

/** What a request to the token endpoint is entitled to. */
export interface Granted {
  readonly grant: Grant;
  readonly withRefreshToken: boolean;
  /** Of the authorization request; goes into the ID token. */
  readonly nonce?: string;
}

/** Throws a Refusal where the request is entitled to nothing. `jkt` is the key that it proved to have. */
export function grantFor(
  form: URLSearchParams,
  jkt: string | undefined,
  context: Context,
): Granted {
  switch (form.get('grant_type')) {
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return deviceGrant(form, jkt, context);
    case 'authorization_code':
      return codeGrant(form, jkt, context);
    case 'refresh_token':
      return refreshGrant(form, jkt, context);
    default:
      throw new Refusal('unsupported_grant_type');
  }
}

/** What a scripted answer gives tokens for: the sign-in that the form names, else the chosen user's. */
export function scriptedGrant(form: URLSearchParams, context: Context): Granted {
  const { settings, users, tokens, codes, devices } = context;
  const grant = tokens.grantOf(form.get('refresh_token') ?? '');
  if (grant) return { grant, withRefreshToken: true };
  const asked =
    codes.request(form.get('code') ?? '') ?? devices.find(form.get('device_code') ?? '');
  const nonce = codes.request(form.get('code') ?? '')?.nonce;
  return {
    grant: newGrant(asked?.user ?? users.chosen, asked?.scope ?? settings.scope, undefined),
    withRefreshToken: true,
    ...(nonce !== undefined && { nonce }),
  };
}

/** RFC 8628 section 3.5. */
function deviceGrant(form: URLSearchParams, jkt: string | undefined, context: Context): Granted {
  const { devices, settings } = context;
  const code = devices.find(form.get('device_code') ?? '');
  if (!code) throw new Refusal('invalid_grant', 'The device code is unknown.');
  if (devices.takeSlowDown()) throw new Refusal('slow_down');
  if (code.state === 'redeemed') throw new Refusal('invalid_grant', 'The device code has served.');
  if (devices.isExpired(code)) throw new Refusal('expired_token');
  if (code.state === 'denied') throw new Refusal('access_denied');
  if (code.state === 'pending' || !code.user) throw new Refusal('authorization_pending');
  code.state = 'redeemed';
  return {
    grant: newGrant(code.user, code.scope, jkt),
    withRefreshToken: settings.refreshTokens !== 'none',
  };
}

/** RFC 6749 section 4.1.3, RFC 7636 section 4.6, RFC 9449 section 10. */
function codeGrant(form: URLSearchParams, jkt: string | undefined, context: Context): Granted {
  const { codes, settings } = context;
  const code = form.get('code') ?? '';
  const asked = codes.request(code);
  if (!asked) throw new Refusal('invalid_grant', 'The code is unknown.');
  if (form.get('redirect_uri') !== asked.redirectUri) {
    throw new Refusal('invalid_grant', 'redirect_uri is not that of the authorization request.');
  }
  if (challengeOf(form.get('code_verifier') ?? '') !== asked.challenge) {
    throw new Refusal('invalid_grant', 'code_verifier does not fit the challenge.');
  }
  if (asked.jkt !== undefined && asked.jkt !== jkt) {
    throw new Refusal('invalid_grant', 'The proof is not by the key of dpop_jkt.');
  }
  const grant = newGrant(asked.user, asked.scope, jkt);
  if (!codes.redeem(code, grant)) {
    throw new Refusal('invalid_grant', 'The code has served or has expired.');
  }
  return {
    grant,
    withRefreshToken: settings.refreshTokens !== 'none',
    ...(asked.nonce !== undefined && { nonce: asked.nonce }),
  };
}

/** RFC 6749 section 6, RFC 9449 section 5. */
function refreshGrant(form: URLSearchParams, jkt: string | undefined, context: Context): Granted {
  const { tokens, settings } = context;
  const token = form.get('refresh_token') ?? '';
  const bound = tokens.grantOf(token)?.jkt;
  if (bound !== undefined && bound !== jkt) {
    throw new Refusal('invalid_grant', 'The proof is not by the key of the refresh token.');
  }
  const rotate = settings.refreshTokens === 'rotate';
  const grant = tokens.useRefresh(token, { rotate });
  if (!grant) throw new Refusal('invalid_grant', 'The refresh token is unknown, spent or revoked.');
  return { grant, withRefreshToken: rotate };
}

function newGrant(user: User, scope: string, jkt: string | undefined): Grant {
  return { user, scope, revoked: false, ...(jkt !== undefined && { jkt }) };
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
