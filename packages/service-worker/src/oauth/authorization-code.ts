import { OAuthError } from '../flows/oauth-error.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import { ownPage, seeOther } from '../pages/see-other.js';
import type { Runtime } from '../runtime.js';
import type { Method, SignIn } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { acceptTokens, discardTokens } from './accept-tokens.js';
import { refusedAnswer } from './exchange.js';
import { digestOf, keep, redeem } from './pending-authorizations.js';
import type { PendingAuthorization, SealedStore } from './pending-authorizations.js';
import { isOfAnother, redirectUri } from './redirect-uri.js';
import type { CallbackContext } from './redirect-uri.js';
import { isDenied, troubleOf } from './trouble-of.js';

/** The user may open the window again: so many of a sign-in's requests can come back. */
const MOST_STATES = 4;

export interface AuthorizationContext extends CallbackContext {
  /** The flow of the OIDC provider of this id. */
  readonly flow: (provider: string) => OidcFlow | undefined;
  readonly vault: Vault;
  readonly runtime: Runtime;
  readonly store: SealedStore;
  /** Absolute URL of the site. */
  readonly scope: string;
  /** True in a frame, whose page may be anybody's; false in a window or tab. */
  readonly framed: boolean;
}

/**
 * Answers the navigation that begins an authorization (`start?provider=…&sign-in=…&return=…`)
 * with a redirect to the issuer: code flow with PKCE, RFC 6749 section 4.1 and RFC 7636.
 * Only for a sign-in that is on its way: no other site can begin one.
 */
export async function answerStart(url: URL, context: AuthorizationContext): Promise<Response> {
  const { runtime, store, own, scope, vault, framed } = context;
  const [state, verifier, nonce] = [runtime.random(32), runtime.random(32), runtime.random(16)];
  const digest = await digestOf(state);
  const flow = context.flow(url.searchParams.get('provider') ?? '');
  const signIn = flow && authorization(flow, url.searchParams.get('sign-in'));
  if (!signIn || !fits(signIn.method, framed)) return seeOther(ownPage(`${own}done?result=failed`));
  const { id, method, dpopKey, states = [] } = signIn;
  vault.setSignIn({ ...signIn, states: [...states, digest].slice(-MOST_STATES) });
  const returnTo = siteUrl(url.searchParams.get('return'), scope);
  try {
    const request = {
      redirectUri: redirectUri(flow.provider.id, context),
      ...{ state, nonce, verifier },
      ...(dpopKey && { dpopKey }),
    };
    const target = await flow.client.authorizationUrl(request, method === 'silent');
    const pending = { provider: flow.provider.id, signIn: id, method, verifier, nonce, returnTo };
    await keep(store, state, pending, runtime.now());
    return seeOther(target);
  } catch (error) {
    return end(flow, { signIn: id, method, returnTo }, error, own);
  }
}

/**
 * Answers the issuer's redirect back. Always with a redirect: a page at the
 * callback's own URL would let its opener read the code.
 */
export async function answerCallback(url: URL, context: AuthorizationContext): Promise<Response> {
  const { store, own } = context;
  const state = url.searchParams.get('state') ?? '';
  const pending = await redeem(store, state);
  const flow = pending && context.flow(pending.provider);
  const digest = await digestOf(state);
  if (!flow || !isWanted(pending, digest, context))
    return seeOther(ownPage(`${own}done?result=failed`));
  const { nonce, verifier, signIn: id, method } = pending;
  // Not sealed with the rest: a key is a credential, and those are in memory alone.
  const dpopKey = authorization(flow, id)?.dpopKey;
  try {
    if (isOfAnother(url, flow.provider, context)) {
      throw refusedAnswer(flow.provider, "the answer is another provider's");
    }
    const request = {
      redirectUri: redirectUri(pending.provider, context),
      ...{ state, nonce, verifier },
      ...(dpopKey && { dpopKey }),
    };
    const tokens = await flow.client.redeemCallback(url, request);
    const signIn = { id, method, ...(dpopKey && { dpopKey }) };
    if (!isWanted(pending, digest, context)) {
      discardTokens(tokens, signIn, flow);
      return seeOther(ownPage(`${own}done?result=failed`));
    }
    if (!acceptTokens(tokens, signIn, flow)) throw new OAuthError('another_user');
    return seeOther(ownPage(method === 'redirect' ? pending.returnTo : `${own}done?result=ok`));
  } catch (error) {
    return end(flow, pending, error, own);
  }
}

/** Answers `end-session?provider=…` with a redirect to where the issuer ends its own session. */
export async function answerEndSession(url: URL, context: AuthorizationContext): Promise<Response> {
  const { own } = context;
  const flow = context.flow(url.searchParams.get('provider') ?? '');
  const target = await flow?.client.endSessionUrl(`${own}signed-out`).catch(() => undefined);
  return seeOther(target ?? ownPage(`${own}done?result=failed`));
}

/**
 * False after the user has cancelled it, signed out or begun another, and for a request that was
 * not the worker's: who chooses a `state` can seal a record for it. A restarted worker may know of
 * none of that, and of no session that could be lost.
 */
function isWanted(
  { provider, signIn, method }: PendingAuthorization,
  digest: string,
  { vault, framed }: AuthorizationContext,
): boolean {
  if (!fits(method, framed)) return false;
  const current = vault.signIn(provider);
  if (current) return current.id === signIn && current.states?.includes(digest) === true;
  if (vault.session(provider) || vault.isSignedOut(provider)) return false;
  // Nobody waits for a silent one that is no longer in the vault.
  return method !== 'silent' && vault.trouble(provider) === undefined;
}

/** A frame is an output's, unless it is the hidden one that asks without the user. */
function fits(method: Method, framed: boolean): boolean {
  return !framed || method === 'silent';
}

/** Ends the sign-in with the reason, and says so where the user is. */
function end(
  flow: OidcFlow,
  { signIn, method, returnTo }: Pick<PendingAuthorization, 'signIn' | 'method' | 'returnTo'>,
  error: unknown,
  own: string,
): Response {
  fail(flow, signIn, method, error);
  if (method === 'redirect') return seeOther(ownPage(returnTo));
  return seeOther(ownPage(`${own}done?result=${isDenied(error) ? 'denied' : 'failed'}`));
}

/** With the reason; a silent one without a word. */
function fail({ provider, context }: OidcFlow, id: string, method: Method, error: unknown): void {
  const { vault, runtime } = context;
  const current = vault.signIn(provider.id);
  if (current?.id !== id) return;
  if (method === 'silent') {
    vault.dropSignIn(provider.id, id);
    return;
  }
  vault.setSignIn({
    id,
    provider: provider.id,
    method,
    phase: isDenied(error) ? 'denied' : 'failed',
    interval: 0,
    nextPollAt: 0,
    ...(current.states && { states: current.states }), // another window may still come back
    trouble: { ...troubleOf(error, provider), at: runtime.now() },
  });
}

/** The sign-in goes on at the issuer's page; undefined where it is none that does. */
function authorization(
  { provider, context }: OidcFlow,
  id: string | null,
): (SignIn & { method: PendingAuthorization['method'] }) | undefined {
  const signIn = context.vault.signIn(provider.id);
  if (signIn?.phase !== 'pending' || signIn.id !== id) return undefined;
  const { method } = signIn;
  if (method === 'device' || method === 'form' || method === 'host') return undefined;
  return { ...signIn, method };
}

/** `url` if it is a page of the site, else the site's root: a redirect must not lead elsewhere. */
function siteUrl(url: string | null, scope: string): string {
  if (url === null || !URL.canParse(url)) return scope;
  const { href } = new URL(url);
  return href.startsWith(scope) ? href : scope;
}
