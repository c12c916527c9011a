import { OAuthError } from '../flows/oauth-error.js';
import type { Flow } from '../flows/flow.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';

/** A call waits no longer for a renewal (ms), however often it is tried. */
const RENEWAL_MS = 20_000;
/** A session that is still good is used once its renewal has taken this long (ms). */
const AHEAD_MS = 2_000;
/** Between two tries (ms): doubled each time, up to the second figure. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

export interface RenewalContext {
  readonly vault: Vault;
  readonly runtime: Runtime;
  /** Name that Web Locks of this site start with. */
  readonly lockName: string;
  readonly flow: (provider: string) => Flow | undefined;
  /** The host's new credential in place of this one; undefined where it gave none. */
  readonly fromHost: (stale: Session) => Promise<Session | undefined>;
  /** A session without the user in place of this one, by `prompt=none`. */
  readonly silently: (stale: Session) => Promise<Session | undefined>;
  /** The provider refused, or nothing can renew it: it ends, with a reason. */
  readonly end: (stale: Session) => void;
  /** Resolves when the keeper has the vault's present state. */
  readonly commit: () => Promise<void>;
}

/** Renews sessions: each once for all who ask at the same time, under one lock over all tabs. */
export class Renewal {
  private readonly running = new WeakMap<Session, Promise<Session | undefined>>();
  /** Not before (ms since the epoch), after tries without an answer. */
  private readonly pauses = new Map<string, { readonly until: number; readonly ms: number }>();

  constructor(private readonly context: RenewalContext) {}

  /**
   * A fresh session in place of `stale`, after 20 s at the latest, and not
   * after `deadline` (ms since the epoch); undefined where there is none to be
   * had without the user (the session has ended then), or none now (it is
   * still in the vault).
   */
  async renew(stale: Session, deadline = Infinity): Promise<Session | undefined> {
    const { runtime } = this.context;
    const end = Math.min(deadline, runtime.now() + RENEWAL_MS);
    for (;;) {
      const pause = this.pauseOf(stale) - runtime.now();
      if (runtime.now() + Math.max(0, pause) >= end) return undefined;
      if (pause > 0 && this.isCurrent(stale)) {
        await delay(runtime, pause);
        continue; // another try may have failed meanwhile
      }
      const tooLate = delay(runtime, end - runtime.now());
      const renewed = await Promise.race([this.attempt(stale, true), tooLate]);
      if (renewed || !this.isCurrent(stale)) return renewed ?? undefined;
    }
  }

  /**
   * The same for a session that is still good: tried once, not before a pause
   * has passed, and waited for no longer than 2 s or the session's own end.
   */
  async renewAhead(stale: Session): Promise<Session | undefined> {
    const { runtime } = this.context;
    if (runtime.now() < this.pauseOf(stale)) return undefined;
    const ms = Math.min(AHEAD_MS, (stale.expiresAt ?? Infinity) - runtime.now());
    const found = await Promise.race([this.attempt(stale, false), delay(runtime, ms)]);
    return found ?? undefined;
  }

  /** @param last false where the session is still good: a failure does not end it */
  private attempt(stale: Session, last: boolean): Promise<Session | undefined> {
    const running = this.running.get(stale);
    if (running) return running;
    const run = this.attemptAlone(stale, last).finally(() => this.running.delete(stale));
    this.running.set(stale, run);
    return run;
  }

  private async attemptAlone(stale: Session, last: boolean): Promise<Session | undefined> {
    const { runtime, lockName, vault } = this.context;
    return runtime.withLock(`${lockName}:${stale.provider}`, async () => {
      const current = vault.session(stale.provider);
      if (!current || !sameCredential(current, stale)) return current;
      return this.exchange(stale, last);
    });
  }

  private async exchange(stale: Session, last: boolean): Promise<Session | undefined> {
    const { flow: flowOf, fromHost, silently, end } = this.context;
    const flow = flowOf(stale.provider);
    if (stale.via !== 'host' && flow?.renew && flow.canRenew?.(stale)) {
      return this.refresh(stale, flow, (session) => flow.renew?.(session));
    }
    const fresh = await (stale.via === 'host' ? fromHost(stale) : silently(stale));
    if (!fresh && this.isCurrent(stale)) {
      if (last) end(stale);
      else this.lengthenPause(stale);
    }
    if (fresh) this.pauses.delete(stale.provider);
    return (
      fresh ?? (this.isCurrent(stale) ? undefined : this.context.vault.session(stale.provider))
    );
  }

  private async refresh(
    stale: Session,
    flow: Flow,
    renew: (session: Session) => Promise<Session> | undefined,
  ): Promise<Session | undefined> {
    const { vault, commit, end } = this.context;
    try {
      const fresh = await renew(stale);
      if (!this.isCurrent(stale)) {
        if (fresh) await flow.revoke?.(fresh); // signed out, or in anew, meanwhile
        return vault.session(stale.provider);
      }
      if (!fresh) return undefined;
      vault.renewSession(fresh);
      this.pauses.delete(stale.provider);
      await commit(); // the old refresh token is spent: nobody may fall back to it
      return fresh;
    } catch (error) {
      if (!this.isCurrent(stale)) return vault.session(stale.provider);
      // Only a refusal ends the session: an issuer that is away now may be back in a minute.
      if (error instanceof OAuthError) end(stale);
      else this.lengthenPause(stale);
      return undefined;
    }
  }

  private isCurrent(stale: Session): boolean {
    const current = this.context.vault.session(stale.provider);
    return current !== undefined && sameCredential(current, stale);
  }

  private pauseOf({ provider }: Session): number {
    return this.pauses.get(provider)?.until ?? 0;
  }

  private lengthenPause({ provider }: Session): void {
    const last = this.pauses.get(provider)?.ms ?? FIRST_PAUSE_MS / 2;
    const ms = Math.min(last * 2, LONGEST_PAUSE_MS);
    this.pauses.set(provider, { ms, until: this.context.runtime.now() + ms });
  }
}

export function sameCredential(a: Session, b: Session): boolean {
  return JSON.stringify(a.credential) === JSON.stringify(b.credential);
}
