import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { oauthPart } from '../oauth/part.js';
import { OAuthError } from './oauth-error.js';

/** What the second script has: `oauth/part.ts`. */
export type OAuthPart = typeof oauthPart;

/** What the second script has of the worker: of the classes that errors are told by there must be one each. */
const CORE = { BridgeError, OAuthError };
export type OAuthPartCore = typeof CORE;

/** The worker's global, as far as a second script needs it. */
export interface ImportingScope {
  importScripts(url: string): void;
  /** Where the second script leaves what makes the part (build.mjs). */
  authBridgeOAuth?: (core: OAuthPartCore) => OAuthPart;
}

/**
 * Lets the browser keep the second script with the worker: what is imported while the
 * worker is being installed, is at hand ever after, offline too, and nothing else is.
 * Rejects where it cannot be had; the browser then installs the worker another time.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- the event waits for a promise
export async function keepOAuth(scope: ImportingScope, url: string): Promise<void> {
  scope.importScripts(url);
  delete scope.authBridgeOAuth;
}

/** Evaluates the second script. Throws a BridgeError where the browser does not have it. */
export function loadOAuth(scope: ImportingScope, url: string): OAuthPart {
  try {
    scope.importScripts(url);
  } catch (cause) {
    throw notLoaded(cause);
  }
  const make = scope.authBridgeOAuth;
  delete scope.authBridgeOAuth;
  if (!make) throw notLoaded();
  return make(CORE);
}

function notLoaded(cause?: unknown): BridgeError {
  return new BridgeError(
    'worker-failed',
    "A part of this site's service worker could not be loaded. Save your work and reload the page. If it keeps failing, tell the site owner.",
    { cause },
  );
}
