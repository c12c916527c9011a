import { coverage, readAddress } from '@jupyterlite-auth-bridge/protocol';
import { carriedBy } from '../vault/handles.js';
import type { Problem } from '../problem.js';
import type { Rule } from './compile-rules.js';

/** The parts of a request that the decision is made from. */
export interface RequestFacts {
  readonly url: URL;
  readonly method: string;
  readonly mode: string;
  readonly destination: string;
  readonly headers: Headers;
}

export type Decision =
  /** Not our business: JupyterLite's own code and the browser go on with it. */
  | { readonly kind: 'pass' }
  /** Carries the caller's own credential: sent as it is, past JupyterLite's cache. */
  | { readonly kind: 'forward'; readonly rule: Rule | undefined }
  | { readonly kind: 'refuse'; readonly problem: Problem; readonly rule: Rule | undefined }
  /** `handle`, the user's roles and consent are yet to be checked: the vault may have to be restored first. */
  | { readonly kind: 'attach'; readonly rule: Rule; readonly handle?: string };

const PASS: Decision = { kind: 'pass' };

/**
 * What happens to a request. Synchronous and made from the request alone, so
 * that a kernel in a synchronous XMLHttpRequest cannot hang it.
 */
export function decide(rules: readonly Rule[], request: RequestFacts): Decision {
  const { url, mode, destination } = request;
  // Only fetch and XMLHttpRequest can show a handle or need a credential.
  if (destination !== '' || mode === 'navigate' || mode === 'no-cors') return PASS;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return PASS;
  const carried = carriedBy(request.headers);
  const rule = matchRule(rules, request);
  if (!rule) {
    if (carried.kind === 'handle') return refuse(noRule(request));
    return carried.kind === 'own' ? { kind: 'forward', rule } : PASS;
  }
  if (rule.access === 'deny') return refuse(denied(rule, request), rule);
  if (carried.kind === 'own') return { kind: 'forward', rule };
  const handle = carried.kind === 'handle' ? carried : undefined;
  if (!handle && (rule.attach === 'handle-only' || rule.provider.type === 'none')) return PASS;
  const problem = otherMethod(rules, rule, request);
  if (problem) return refuse(problem, rule);
  return { kind: 'attach', rule, ...(handle && { handle: handle.handle }) };
}

function refuse(problem: Problem, rule?: Rule): Decision {
  return { kind: 'refuse', problem, rule };
}

/**
 * The first rule that covers the URL and the method. None where a rule before it
 * is about a longer path, but for the case of letters: the server may take it for that one.
 */
export function matchRule(
  rules: readonly Rule[],
  { url, method }: Pick<RequestFacts, 'url' | 'method'>,
): Rule | undefined {
  // fetch leaves `patch` as it is written: a rule that denies PATCH means it too.
  const name = method.toUpperCase();
  const address = readAddress(url);
  if (!address) return undefined;
  let nearMiss = 0;
  for (const rule of rules) {
    if (rule.methods && !rule.methods.has(name)) continue;
    const covered = coverage(rule.address, address);
    if (!covered) continue;
    const depth = rule.address.segments.length;
    if (covered === 'covered') return depth < nearMiss ? undefined : rule;
    nearMiss = Math.max(nearMiss, depth);
  }
  return undefined;
}

/** Headers that frameworks read the method from instead, where a client can send no other than POST. */
const METHOD_HEADERS = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/**
 * A problem where a header asks for a method that falls under another rule than
 * the request's own, or, where roles or the user decide by the method, for another one.
 */
function otherMethod(
  rules: readonly Rule[],
  rule: Rule,
  { url, method: own, headers }: RequestFacts,
): Problem | undefined {
  const isByMethod = rule.access === 'ask' || rule.roles !== undefined;
  const isOther = (method: string) =>
    (isByMethod && method.toUpperCase() !== own.toUpperCase()) ||
    matchRule(rules, { url, method }) !== rule;
  const name = METHOD_HEADERS.find((header) =>
    headers
      .get(header)
      ?.split(',')
      .some((method) => isOther(method.trim())),
  );
  if (name === undefined) return undefined;
  return {
    code: 'rule-denied',
    status: 403,
    detail: `The header ${name} asks for another method than the request's, which rule ${rule.index} of auth.json does not allow for ${url.origin}${url.pathname}. Send the request with that method itself.`,
  };
}

/** Query and fragment may hold data: an error never repeats them. */
export function nameOf({ url, method }: Pick<RequestFacts, 'url' | 'method'>): string {
  return `${method} ${url.origin}${url.pathname}`;
}

function noRule(request: RequestFacts): Problem {
  return {
    code: 'rule-missing',
    status: 403,
    detail: `No rule of this site's auth.json covers ${nameOf(request)}, so the sign-in is not used there. Ask the site owner to add the URL to "apis", or send the request without the stand-in token.`,
  };
}

function denied(rule: Rule, request: RequestFacts): Problem {
  return {
    code: 'rule-denied',
    status: 403,
    detail: `Rule ${rule.index} of this site's auth.json ("apis") denies ${nameOf(request)}.`,
  };
}
