import { decodedPath } from '@jupyterlite-auth-bridge/protocol';
import type { Problem } from '../problem.js';
import type { Session } from '../vault/types.js';
import type { Rule } from './compile-rules.js';
import { nameOf } from './decide.js';
import type { RequestFacts } from './decide.js';
import { grantsOf } from './grants.js';
import { matchesWildcard } from './wildcard.js';
import { utf8 } from '../runtime.js';

const READS = ['GET', 'HEAD', 'OPTIONS'];
/** A path of more bytes meets no permission. */
const LONGEST_PATH = 8_192;

type Call = Pick<RequestFacts, 'method' | 'url'>;

/** Why the session's user may not make the call; undefined where one of the rule's roles is met, or none is wanted. */
export function missingRole(rule: Rule, session: Session, call: Call): Problem | undefined {
  if (!rule.roles || meetsOne(rule.roles, grantsOf(session), call)) return undefined;
  return {
    code: 'role-missing',
    status: 403,
    detail: `Rule ${rule.index} of this site's auth.json ("apis") lets ${nameOf(call)} through for these roles only: ${rule.roles.join(', ')}. ${session.user.name}, who is signed in to ${rule.provider.label}, has none of them. Ask whoever gives out roles there for one, then sign in again.`,
  };
}

/** A role is met by a grant of its name, a permission by a grant that covers the call as well. */
export function meetsOne(
  roles: readonly string[],
  grants: ReadonlySet<string>,
  call: Call,
): boolean {
  const action = READS.includes(call.method.toUpperCase()) ? 'read' : 'write';
  const path = decodedPath(call.url);
  const covers = (grant: string) => {
    const permission = readPermission(grant);
    return (
      permission !== undefined &&
      path !== undefined &&
      path.length <= LONGEST_PATH &&
      ['*', action].includes(permission.action) &&
      matchesWildcard(permission.path, path)
    );
  };
  return roles.some((role) =>
    readPermission(role) ? covers(role) && [...grants].some(covers) : grants.has(role),
  );
}

/** True for a role that is met by some of a rule's calls and not by others. */
export function isAboutPaths(role: string): boolean {
  return readPermission(role) !== undefined;
}

/** `action:path`, such as `read:/api/*`; undefined for a name, such as `read:materials`. */
function readPermission(text: string): { action: string; path: string } | undefined {
  const colon = text.indexOf(':');
  const [action, path] = [text.slice(0, colon), text.slice(colon + 1)];
  if (!['read', 'write', '*'].includes(action) || !/^[/*]/.test(path)) return undefined;
  // As `decodedPath` has it: a character for each byte.
  return { action, path: String.fromCharCode(...utf8(path)) };
}
