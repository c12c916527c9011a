import type { Problem } from '../problem.js';
import type { Rule } from './compile-rules.js';
import { matchRule } from './decide.js';
import type { Decision, RequestFacts } from './decide.js';
import { isAboutPaths } from './roles.js';

/**
 * Why an answer is kept from the caller: a redirect within the API's origin,
 * where the browser leaves the credential on, has led to what the rules do not
 * allow. Undefined for every other answer.
 */
export function strayProblem(
  response: Response,
  { rule, handle }: Extract<Decision, { kind: 'attach' }>,
  rules: readonly Rule[],
  { url, method }: Pick<RequestFacts, 'url' | 'method'>,
): Problem | undefined {
  if (!response.redirected) return undefined;
  const end = new URL(response.url);
  if (end.origin !== url.origin) return undefined; // without the credential
  // The redirect may have made a GET of it.
  const isAllowed = [method, 'GET'].some((each) => {
    const found = matchRule(rules, { url: end, method: each });
    if (!found || found.roles?.some(isAboutPaths)) return false;
    if (found === rule) return true;
    const needsHandle = found.attach === 'handle-only' && handle === undefined;
    const isOpen = found.access === 'allow' && found.roles === undefined && !needsHandle;
    return isOpen && found.provider === rule.provider;
  });
  if (isAllowed) return undefined;
  return {
    code: 'rule-denied',
    status: 403,
    detail: `${url.origin}${url.pathname} redirects to ${end.pathname}, which this site's auth.json does not allow, so the answer is withheld. Ask the site owner to add the URL to "apis".`,
  };
}
