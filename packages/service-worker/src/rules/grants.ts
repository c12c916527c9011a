import { isRecord } from '@jupyterlite-auth-bridge/protocol';
import type { Claims, Session } from '../vault/types.js';

/** Of a list that comes from outside, no more are looked at, and none that is longer (characters). */
const MOST = 500;
const LONGEST = 256;

/** All that the session's user has been granted: roles, groups, permissions, scopes. */
export function grantsOf({
  scopes,
  roles = [],
  claims = {},
  tokenClaims = {},
}: Session): ReadonlySet<string> {
  return new Set([...listOf(scopes), ...roles, ...grantsIn(claims), ...grantsIn(tokenClaims)]);
}

/** The grants that claims name; `realm_access` is Keycloak's. Anything but a list is passed over. */
export function grantsIn({ roles, groups, permissions, realm_access: realm }: Claims): string[] {
  return [roles, groups, permissions, isRecord(realm) ? realm.roles : undefined].flatMap(listOf);
}

/** The texts of a list, as far as they are taken. */
export function listOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST)
    .filter((item): item is string => typeof item === 'string' && item.length <= LONGEST);
}
