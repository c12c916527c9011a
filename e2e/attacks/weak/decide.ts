import type { Decision, RequestFacts } from '../../../packages/service-worker/src/rules/decide.js';
import { coverage, readAddress } from '@jupyterlite-auth-bridge/protocol';
import type { Rule } from '../../../packages/service-worker/src/rules/compile-rules.js';
import { carriedBy } from '../../../packages/service-worker/src/vault/handles.js';

export { nameOf } from '../../../packages/service-worker/src/rules/decide.js';

/** Weak: whatever the method, mode and destination; no rule denies; what the caller sent counts for nothing. */
export function decide(rules: readonly Rule[], request: RequestFacts): Decision {
  const rule = matchRule(rules, request);
  if (!rule) return { kind: 'pass' };
  const carried = carriedBy(request.headers);
  return carried.kind === 'handle'
    ? { kind: 'attach', rule, handle: carried.handle }
    : { kind: 'attach', rule };
}

export function matchRule(
  rules: readonly Rule[],
  { url }: Pick<RequestFacts, 'url' | 'method'>,
): Rule | undefined {
  const address = readAddress(url);
  return rules.find(
    (rule) => rule.access === 'allow' && address && coverage(rule.address, address) !== undefined,
  );
}
