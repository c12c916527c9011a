import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { Problem } from '../problem.js';
import { problemResponse } from '../problem.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Rule } from '../rules/compile-rules.js';
import { missingRole } from '../rules/roles.js';
import type { Runtime } from '../runtime.js';
import type { Vault } from '../vault/vault.js';
import type { Credential, Session } from '../vault/types.js';
import { askUser } from './ask-user.js';
import { hasBody, sendWithCredential } from './attach-credential.js';
import { senderFor } from './sender.js';

/** A call before sign-in, or before the user's word, waits this long (ms): clients' own time-outs are 30 s. */
export const SIGN_IN_WAIT_MS = 25_000;

interface Target {
  readonly rule: Rule;
  readonly handle?: string;
  /** Asked each time before something is sent: it may have waited. */
  readonly refusal?: () => Problem | undefined;
}

export interface CallContext {
  readonly vault: Vault;
  readonly sessions: Sessions;
  readonly runtime: Runtime;
}

/**
 * Sends a call with its provider's credential, after a sign-in if there is
 * none; a call that comes back 401 is repeated once with a fresh credential,
 * after a sign-in where it takes one. Never rejects but for the caller's own
 * abort: every failure is a problem.
 */
export async function callApi(
  request: Request,
  target: Target,
  context: CallContext,
): Promise<Response> {
  const { sessions, runtime } = context;
  let deadline = runtime.now() + SIGN_IN_WAIT_MS;
  const first = await admit(request, target, deadline, context);
  if ('status' in first) return problemResponse(first);
  const sender = senderFor(target.rule.provider.id, sessions, runtime);
  let { credential } = first.session;
  try {
    // A body can be read once: keep a copy only where there may be a second try.
    const again = hasBody(request.method) ? request.clone() : request;
    const sent = runtime.now();
    const response = await sendWithCredential(request, credential, sender);
    if (response.status !== 401) return response;
    // The API's own time is not the sign-in's.
    deadline += runtime.now() - sent;
    const renewed = await sessions.afterUnauthorized(first.session, deadline);
    if (!renewed) return response;
    if ('status' in renewed) return problemResponse(renewed);
    // It may be another user's, after a sign-in, or the kernel's access may be revoked by now.
    const second = await admit(again, target, deadline, context, first.id);
    if ('status' in second) return problemResponse(second);
    ({ credential } = second.session);
    return await sendWithCredential(again, credential, sender);
  } catch (error) {
    if (request.signal.aborted) throw error;
    if (error instanceof BridgeError) {
      return problemResponse({ code: error.code, status: 400, detail: error.message });
    }
    return problemResponse(unreachable(request, refusesRedirects(credential)));
  }
}

interface Admitted {
  readonly session: Session;
  /** The session's, also after it was renewed. */
  readonly id: string | undefined;
}

/**
 * The session that the call may be sent in: the handle is good, somebody is
 * signed in who has a role that the rule wants, and the user has said yes where
 * it asks, in this order. Each is looked at again after each wait.
 * @param approved id of the session for which the user has said yes to this call
 */
async function admit(
  request: Request,
  { rule, handle, refusal }: Target,
  deadline: number,
  context: CallContext,
  approved?: string,
): Promise<Admitted | Problem> {
  const { vault, sessions } = context;
  const provider = rule.provider.id;
  for (;;) {
    const problem = handle === undefined ? undefined : checkHandle(vault, rule, handle);
    if (problem) return problem;
    const session = await sessions.obtain(provider, deadline);
    if ('status' in session) return session;
    const id = vault.sessionId(provider);
    const missing = await refuseByRole(request, rule, session, deadline, sessions);
    const refused = refusal?.() ?? missing;
    if (refused) return refused;
    const owner = handle === undefined ? undefined : vault.ownerOf(handle);
    if (vault.sessionId(provider) !== id || (handle !== undefined && !owner)) continue;
    if (rule.access !== 'ask' || (id !== undefined && approved === id)) return { session, id };
    request.signal.throwIfAborted();
    const kernel = owner?.kernel;
    const answer = await askUser(request, { rule, kernel }, deadline, context);
    if (typeof answer === 'object') return answer;
    approved = answer;
  }
}

/** Asks the provider for the user's roles before it says that one is missing. */
async function refuseByRole(
  request: Request,
  rule: Rule,
  session: Session,
  deadline: number,
  sessions: Sessions,
): Promise<Problem | undefined> {
  const call = { method: request.method, url: new URL(request.url) };
  if (!missingRole(rule, session, call)) return undefined;
  return missingRole(rule, await sessions.withRoles(session, deadline), call);
}

function refusesRedirects({ kind }: Credential): boolean {
  return kind === 'header-pair' || kind === 'labarchives';
}

function checkHandle(vault: Vault, rule: Rule, handle: string): Problem | undefined {
  const owner = vault.ownerOf(handle);
  if (!owner) {
    return {
      code: 'handle-unknown',
      status: 401,
      detail:
        'The stand-in token in this request belongs to no running kernel. Restart the kernel, or read OIDC_ACCESS_TOKEN from os.environ anew.',
    };
  }
  if (owner.provider === rule.provider.id) return undefined;
  return {
    code: 'handle-misplaced',
    status: 403,
    detail: `Rule ${rule.index} of this site's auth.json wants ${rule.provider.label}, but the stand-in token in this request is for another provider.`,
  };
}

function unreachable(request: Request, redirectsRefused: boolean): Problem {
  const { origin } = new URL(request.url);
  const redirect = redirectsRefused ? ', the answer was a redirect,' : '';
  return {
    code: 'api-unreachable',
    status: 502,
    detail: `${origin} gave no answer that the browser may read: it is not reachable${redirect} or its CORS headers do not allow this site. Check the connection and try again. If it keeps failing, tell the site owner.`,
  };
}
