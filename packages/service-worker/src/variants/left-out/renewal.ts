/** In the place of `sessions/renewal.ts`: no provider here has anything to renew, so what is refused has ended. */
import type { RenewalContext } from '../../sessions/renewal.js';
import { sameCredential } from '../../vault/same-credential.js';
import type { Session } from '../../vault/types.js';

export class Renewal {
  constructor(private readonly context: Pick<RenewalContext, 'vault' | 'end'>) {}

  renew(stale: Session): Promise<Session | undefined> {
    if (this.isCurrent(stale)) this.context.end(stale);
    return Promise.resolve(this.context.vault.session(stale.provider));
  }

  renewAhead(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  isCurrent(stale: Session): boolean {
    const current = this.context.vault.session(stale.provider);
    return current !== undefined && sameCredential(current, stale);
  }

  pauseLeft(): number {
    return 0;
  }
}
