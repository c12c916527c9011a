import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { OidcProvider, Trouble } from '@jupyterlite-auth-bridge/protocol';
import type { Runtime } from '../runtime.js';
import type { Vault } from '../vault/vault.js';
import { OAuthError } from './oauth.js';
import { keep, redeem } from './pending-authorizations.js';
import type { PendingAuthorization, SealedStore } from './pending-authorizations.js';
import type { Sessions } from './sessions.js';

export interface AuthorizationContext {
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly runtime: Runtime;
  readonly store: SealedStore;
  /** Absolute URLs: everything that the worker answers itself, and the site. */
  readonly own: string;
  readonly scope: string;
}

/**
 * Answers the navigation that begins an authorization (`start?provider=…&sign-in=…&return=…`)
 * with a redirect to the issuer: code flow with PKCE, RFC 6749 section 4.1 and RFC 7636.
 * Only for a sign-in that is on its way: no other site can begin one.
 */
export async function answerStart(url: URL, context: AuthorizationContext): Promise<Response> {
  const { vault, sessions, runtime, store, own, scope } = context;
  const provider = sessions.oidcProvider(url.searchParams.get('provider') ?? '');
  const signIn = provider && vault.signIn(provider.id);
  const method = signIn?.method;
  const known = signIn?.phase === 'pending' && signIn.id === url.searchParams.get('sign-in');
  if (!provider || !known || method === undefined || method === 'device') {
    return seeOther(ownPage(`${own}done?result=failed`));
  }
  const [state, verifier, nonce] = [runtime.random(32), runtime.random(32), runtime.random(16)];
  const returnTo = siteUrl(url.searchParams.get('return'), scope);
  try {
    const redirectUri = `${own}callback`;
    const request = { redirectUri, state, nonce, verifier };
    const target = await sessions.client(provider).authorizationUrl(request);
    const pending = { provider: provider.id, signIn: signIn.id, method, verifier, nonce, returnTo };
    await keep(store, state, pending, runtime.now());
    return seeOther(target);
  } catch (error) {
    return end(context, provider, { signIn: signIn.id, method, returnTo }, error);
  }
}

/**
 * Answers the issuer's redirect back. Always with a redirect: a page at the
 * callback's own URL would let its opener read the code.
 */
export async function answerCallback(url: URL, context: AuthorizationContext): Promise<Response> {
  const { sessions, store, own } = context;
  const state = url.searchParams.get('state') ?? '';
  const pending = await redeem(store, state);
  const provider = pending && sessions.oidcProvider(pending.provider);
  if (!provider || !isWanted(pending, context.vault))
    return seeOther(ownPage(`${own}done?result=failed`));
  const { nonce, verifier, signIn, method } = pending;
  try {
    const request = { redirectUri: `${own}callback`, state, nonce, verifier };
    const tokens = await sessions.client(provider).redeemCallback(url, request);
    sessions.accept(provider, tokens, signIn, method);
    return seeOther(ownPage(method === 'redirect' ? pending.returnTo : `${own}done?result=ok`));
  } catch (error) {
    return end(context, provider, pending, error);
  }
}

/** False after the user has cancelled it, signed out or begun another; a restarted worker knows of neither. */
function isWanted({ provider, signIn }: PendingAuthorization, vault: Vault): boolean {
  const current = vault.signIn(provider);
  return current ? current.id === signIn : vault.trouble(provider) === undefined;
}

/** Ends the sign-in with the reason, and says so where the user is. */
function end(
  { vault, runtime, own }: AuthorizationContext,
  provider: OidcProvider,
  { signIn, method, returnTo }: Pick<PendingAuthorization, 'signIn' | 'method' | 'returnTo'>,
  error: unknown,
): Response {
  const denied = error instanceof OAuthError && error.error === 'access_denied';
  if (vault.signIn(provider.id)?.id === signIn) {
    vault.setSignIn({
      id: signIn,
      provider: provider.id,
      method,
      phase: denied ? 'denied' : 'failed',
      interval: 0,
      nextPollAt: 0,
      trouble: { ...troubleOf(error, provider), at: runtime.now() },
    });
  }
  if (method === 'redirect') return seeOther(ownPage(returnTo));
  return seeOther(ownPage(`${own}done?result=${denied ? 'denied' : 'failed'}`));
}

function troubleOf(error: unknown, { label }: OidcProvider): Trouble {
  if (error instanceof BridgeError) return { code: error.code, detail: error.message };
  if (error instanceof OAuthError && error.error === 'access_denied') {
    return {
      code: 'sign-in-denied',
      detail: `The sign-in to ${label} was denied. If that was a mistake, sign in again.`,
    };
  }
  const reason = error instanceof OAuthError ? ` ("${error.error}")` : '';
  return {
    code: 'sign-in-failed',
    detail: `The sign-in to ${label} failed${reason}. Try again; if it goes on, tell the site owner.`,
  };
}

/** `url` if it is a page of the site, else the site's root: a redirect must not lead elsewhere. */
function siteUrl(url: string | null, scope: string): string {
  if (url === null || !URL.canParse(url)) return scope;
  const { href } = new URL(url);
  return href.startsWith(scope) ? href : scope;
}

/** A page of ours; the fragment of its own keeps that of the answered URL from being inherited. */
function ownPage(page: string): URL {
  const url = new URL(page);
  if (url.hash === '') url.hash = '_';
  return url;
}

/** RFC 9110 section 15.4.4. */
function seeOther(target: URL): Response {
  return new Response(null, {
    status: 303,
    headers: {
      location: target.href,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  });
}
