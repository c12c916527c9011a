import type { Session } from '../vault/types.js';

/** A token is renewed in the last part of its life, before it is used: this share of it, or this time (ms). */
const RENEW_SHARE = 0.2;
const RENEW_AHEAD_MS = 30_000;

/** When a session ends and from when on it is renewed. Both arguments are ms since the epoch. */
export function renewalTimes(
  expiresAt: number,
  now: number,
): Pick<Session, 'issuedAt' | 'expiresAt' | 'renewAt'> {
  const life = Math.max(0, expiresAt - now);
  return {
    issuedAt: now,
    expiresAt,
    renewAt: expiresAt - Math.min(RENEW_AHEAD_MS, life * RENEW_SHARE),
  };
}
