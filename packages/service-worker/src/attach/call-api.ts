import type { Problem } from '../problem.js';
import { problemResponse } from '../problem.js';
import type { Sessions } from '../flows/sessions.js';
import type { Rule } from '../rules/compile-rules.js';
import type { Runtime } from '../runtime.js';
import type { Vault } from '../vault/vault.js';
import { attachCredential } from './attach-credential.js';

/** A call before sign-in waits this long (ms): clients' own time-outs are 30 s. */
export const SIGN_IN_WAIT_MS = 25_000;

const BODILESS = new Set(['GET', 'HEAD']);

/**
 * Sends a call with its provider's credential, after a sign-in if there is
 * none; a call that comes back 401 is repeated once with a fresh credential.
 * Never rejects but for the caller's own abort: every failure is a problem.
 */
export async function callApi(
  request: Request,
  target: { readonly rule: Rule; readonly handle?: string },
  context: { readonly vault: Vault; readonly sessions: Sessions; readonly runtime: Runtime },
): Promise<Response> {
  const { rule, handle } = target;
  const { vault, sessions, runtime } = context;
  if (handle !== undefined) {
    const problem = checkHandle(vault, rule, handle);
    if (problem) return problemResponse(problem);
  }
  const session = await sessions.obtain(rule.provider.id, SIGN_IN_WAIT_MS);
  if ('status' in session) return problemResponse(session);
  try {
    // A body can be read once: keep a copy only where there may be a second try.
    const again = BODILESS.has(request.method) ? request : request.clone();
    const response = await runtime.fetch(attachCredential(request, session.credential));
    if (response.status !== 401) return response;
    const renewed = await sessions.renew(session);
    if (!renewed) return response;
    return await runtime.fetch(attachCredential(again, renewed.credential));
  } catch (error) {
    if (request.signal.aborted) throw error;
    return problemResponse(unreachable(request, session.credential.kind === 'header-pair'));
  }
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
    detail: `${origin} gave no answer that the browser may read: it is not reachable${redirect} or its CORS headers do not allow this site. Check the connection and try again; if it goes on, tell the site owner.`,
  };
}
