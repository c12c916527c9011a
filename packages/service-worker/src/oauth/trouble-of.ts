import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider, Trouble } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';

/** True where the user, or the issuer in the user's name, said no. */
export function isDenied(error: unknown): boolean {
  return error instanceof OAuthError && error.error === 'access_denied';
}

/** How a sign-in at the issuer has ended, for the user. */
export function troubleOf(error: unknown, { label }: OidcProvider): Trouble {
  if (error instanceof BridgeError) return { code: error.code, detail: error.message };
  if (isDenied(error)) {
    return {
      code: 'sign-in-denied',
      detail: `The sign-in to ${label} was denied. If that was a mistake, sign in again.`,
    };
  }
  const reason = error instanceof OAuthError ? ` ("${error.error}")` : '';
  return {
    code: 'sign-in-failed',
    detail: `The sign-in to ${label} failed${reason}. Try again. If it keeps failing, tell the site owner.`,
  };
}
