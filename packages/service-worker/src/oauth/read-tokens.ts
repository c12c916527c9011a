import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider } from '@jupyterlite-auth-bridge/protocol';
import type { TokenEndpointResponse } from 'oauth4webapi';
import type { Tokens } from './tokens.js';
import { fromBase64url } from '../runtime.js';
import type { Claims } from '../vault/types.js';

/** What a token endpoint's answer yields; `claims` are those of its ID token, verified. */
export function tokensOf(
  answer: TokenEndpointResponse,
  claims: Claims | undefined,
  provider: OidcProvider,
): Tokens {
  const { access_token, refresh_token, expires_in } = answer;
  const tokenClaims = claimsOfJwt(access_token);
  return {
    accessToken: access_token,
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
    scopes: (answer.scope ?? provider.scope).split(' ').filter((scope) => scope !== ''),
    ...(expires_in !== undefined && { expiresIn: expires_in }),
    ...(claims && { claims }),
    ...(tokenClaims && { tokenClaims }),
  };
}

/** What a token endpoint's answer gives away. */
export async function tokensIn(answer: Response): Promise<readonly string[]> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (!isRecord(body)) return [];
  return [body.refresh_token, body.access_token].filter((token) => typeof token === 'string');
}

/** Claims of a token that is a JWT (RFC 7519); opaque ones have none. */
function claimsOfJwt(token: string): Claims | undefined {
  const parts = token.split('.');
  try {
    if (parts.length !== 3) return undefined;
    const bytes = fromBase64url(parts[1] ?? '');
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
