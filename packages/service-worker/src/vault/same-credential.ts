import type { Session } from './types.js';

/** True where neither has taken the other's place. */
export function sameCredential(a: Session, b: Session): boolean {
  return JSON.stringify(a.credential) === JSON.stringify(b.credential);
}
