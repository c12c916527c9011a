import { OAuthError } from '../flows/oauth-error.js';
import type { OidcFlow } from '../flows/oidc-flow.js';
import { ownPage, seeOther } from '../pages/see-other.js';
import type { Runtime } from '../runtime.js';
import type { Method, SignIn } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';
import { acceptTokens, discardTokens } from './accept-tokens.js';
import { keep, redeem } from './pending-authorizations.js';
import type { PendingAuthorization, SealedStore } from './pending-authorizations.js';
import { isDenied, troubleOf } from './trouble-of.js';

export interface AuthorizationContext {
  /** The flow of the OIDC provider of this id. */
  readonly flow: (provider: string) => OidcFlow | undefined;
  readonly vault: Vault;
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
  const { runtime, store, own, scope } = context;
  const flow = context.flow(url.searchParams.get('provider') ?? '');
  const signIn = flow && authorization(flow, url.searchParams.get('sign-in'));
  if (!signIn) return seeOther(ownPage(`${own}done?result=failed`));
  const { id, method, dpopKey } = signIn;
  const [state, verifier, nonce] = [runtime.random(32), runtime.random(32), runtime.random(16)];
  const returnTo = siteUrl(url.searchParams.get('return'), scope);
  try {
    const request = {
      redirectUri: `${own}callback`,
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
  if (!flow || !isWanted(pending, context.vault))
    return seeOther(ownPage(`${own}done?result=failed`));
  const { nonce, verifier, signIn: id, method } = pending;
  // Not sealed with the rest: a key is a credential, and those are in memory alone.
  const dpopKey = authorization(flow, id)?.dpopKey;
  try {
    const request = {
      redirectUri: `${own}callback`,
      ...{ state, nonce, verifier },
      ...(dpopKey && { dpopKey }),
    };
    const tokens = await flow.client.redeemCallback(url, request);
    const signIn = { id, method, ...(dpopKey && { dpopKey }) };
    if (!isWanted(pending, context.vault)) {
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

/** False after the user has cancelled it, signed out or begun another; a restarted worker knows of neither. */
function isWanted({ provider, signIn, method }: PendingAuthorization, vault: Vault): boolean {
  const current = vault.signIn(provider);
  if (current) return current.id === signIn;
  if (vault.isSignedOut(provider)) return false;
  // Nobody waits for a silent one that is no longer in the vault.
  return method !== 'silent' && vault.trouble(provider) === undefined;
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
  if (vault.signIn(provider.id)?.id !== id) return;
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
