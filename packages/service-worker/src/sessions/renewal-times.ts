import type { Runtime } from '../runtime.js';
import type { Session } from '../vault/types.js';

/**
 * A token is renewed, before it is used, from a moment on that lies at random between these shares
 * of its life: who signed in with others does not come back with them. Kubernetes rotates its
 * nodes' certificates by the same shares, for the same reason.
 */
const FIRST_SHARE = 0.7;
const LAST_SHARE = 0.9;

/** When a session ends (ms since the epoch) and from when on it is renewed. */
export function renewalTimes(
  expiresAt: number,
  runtime: Pick<Runtime, 'now' | 'chance'>,
): Pick<Session, 'issuedAt' | 'expiresAt' | 'renewAt'> {
  const issuedAt = runtime.now();
  const share = FIRST_SHARE + (LAST_SHARE - FIRST_SHARE) * runtime.chance();
  return { issuedAt, expiresAt, renewAt: issuedAt + Math.max(0, expiresAt - issuedAt) * share };
}
