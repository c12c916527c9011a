import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { OAuthError } from '../flows/oauth-error.js';
import type { Flow } from '../flows/flow.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import { sameCredential } from '../vault/same-credential.js';
import type { Session } from '../vault/types.js';
import type { Vault } from '../vault/vault.js';

/** A call waits no longer for a renewal (ms), however often it is tried. */
const RENEWAL_MS = 20_000;
/** A session that is still good is used once its first try at a renewal has taken this long (ms). */
const AHEAD_MS = 2_000;
/** Between two tries (ms): doubled each time, up to the second figure, or the third where the issuer is too busy. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
const LONGEST_BUSY_MS = 60_000;
/** No pause is as long (ms): one that seems to be is of before the clock was set back. */
const NO_PAUSE_MS = 20 * 60_000;

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
  private readonly pauses = new Map<string, { readonly until: number; readonly next: number }>();

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
      const pause = this.pauseLeft(stale.provider);
      if (runtime.now() + pause >= end) return undefined;
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
   * has passed. The first try is waited for, no longer than 2 s or the session's
   * own end; those after it are not.
   */
  async renewAhead(stale: Session): Promise<Session | undefined> {
    const { runtime } = this.context;
    const { provider, expiresAt = Infinity } = stale;
    if (this.pauseLeft(provider) > 0) return undefined;
    const ms = this.pauses.has(provider) ? 0 : Math.min(AHEAD_MS, expiresAt - runtime.now());
    const found = await Promise.race([this.attempt(stale, false), delay(runtime, ms)]);
    if (found) return found;
    if (this.isCurrent(stale) && this.pauseLeft(provider) === 0) this.lengthenPause(stale);
    return undefined;
  }

  /** How long the issuer is not asked yet (ms). */
  pauseLeft(provider: string): number {
    const { vault, runtime } = this.context;
    const { until = 0 } = this.pauses.get(provider) ?? {};
    const { busyUntil } = vault.providerMetadata(provider) ?? {};
    const left = Math.max(until, Number(busyUntil ?? 0)) - runtime.now();
    return left < NO_PAUSE_MS ? Math.max(0, left) : 0;
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
      if (!this.isCurrent(stale)) return vault.session(stale.provider);
      return this.exchange(stale, last);
    });
  }

  private async exchange(stale: Session, last: boolean): Promise<Session | undefined> {
    const { flow: flowOf, fromHost, silently, end, vault } = this.context;
    const flow = flowOf(stale.provider);
    if (stale.via !== 'host' && flow?.renew && flow.canRenew?.(stale)) {
      return this.refresh(stale, flow, (session) => flow.renew?.(session));
    }
    const fresh = await (stale.via === 'host' ? fromHost(stale) : silently(stale));
    if (fresh) this.pauses.delete(stale.provider);
    else if (!this.isCurrent(stale)) return vault.session(stale.provider);
    else if (last) end(stale);
    else this.lengthenPause(stale);
    return fresh;
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
      else this.lengthenPause(stale, error);
      return undefined;
    }
  }

  /** True until another credential is in the place of this session's, or none. */
  isCurrent(stale: Session): boolean {
    const current = this.context.vault.session(stale.provider);
    return current !== undefined && sameCredential(current, stale);
  }

  /** From half of the pause to all of it, or from what the issuer asks for to twice that: those who failed together come back apart. */
  private lengthenPause({ provider }: Session, error?: unknown): void {
    const { vault, runtime } = this.context;
    const retryAfter = error instanceof BridgeError ? error.retryAfter : undefined;
    const longest = retryAfter === undefined ? LONGEST_PAUSE_MS : LONGEST_BUSY_MS;
    const ms = Math.min(this.pauses.get(provider)?.next ?? FIRST_PAUSE_MS, longest);
    const least = Math.max(ms / 2, (retryAfter ?? 0) * 1000);
    const until = runtime.now() + least * (1 + runtime.chance());
    this.pauses.set(provider, { until, next: ms * 2 });
    // A worker that was stopped meanwhile has to know it, too.
    if (retryAfter) {
      vault.setProviderMetadata(provider, {
        ...vault.providerMetadata(provider),
        busyUntil: until,
      });
    }
  }
}
