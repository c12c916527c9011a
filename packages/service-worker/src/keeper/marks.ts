import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';

/** A store that a kernel blocks holds nobody up for longer (ms). */
const STORE_MS = 1_000;
/** The mark of tab keepers is made anew after this time (ms), long before the store forgets it. */
const RENEW_MS = 3_600_000;
/** No id of a session or a sign-in: those are random. */
const TAB_KEEPER = 'tab-keeper';

/**
 * Ids that outlive the worker by days. None is a secret, and pages and kernels
 * can read, add and delete them: see `Marks` for what that gains them.
 */
export interface IdStore {
  /** Resolves when they are kept. */
  add(ids: readonly string[]): Promise<void>;
  all(): Promise<ReadonlySet<string>>;
}

/**
 * What a restarted worker must know although no keeper may tell it: which
 * sessions are over, and whether tabs have keepers of their own. A store that
 * fails changes nothing else. Who deletes a session's mark brings it back only
 * from a keeper that had missed its end, and without tokens that the provider
 * has revoked; who would add one needs the session's id, which is in no message
 * and in no store before it is over.
 */
export class Marks {
  private tabKeeperAt = -Infinity;

  constructor(
    private readonly store: IdStore,
    private readonly runtime: Runtime,
  ) {}

  /** Resolves when it is kept that these sessions are over, or when that cannot be had. True if it is. */
  async addEnded(ids: readonly string[]): Promise<boolean> {
    return this.orElse(
      this.store.add(ids).then(() => true),
      false,
    );
  }

  /** Ids of sessions and sign-ins that are over, as far as it is known. */
  ended(): Promise<ReadonlySet<string>> {
    return this.orElse(this.store.all(), new Set());
  }

  /** A tab's keeper has asked for something. */
  async addTabKeeper(): Promise<void> {
    const now = this.runtime.now();
    if (now - this.tabKeeperAt < RENEW_MS) return;
    this.tabKeeperAt = now;
    await this.orElse(this.store.add([TAB_KEEPER]), undefined);
  }

  /** False where no tab of this site has had a keeper lately. */
  async mayHaveTabKeeper(): Promise<boolean> {
    const found = await this.orElse(this.store.all(), undefined);
    return found?.has(TAB_KEEPER) ?? true;
  }

  private async orElse<T, U>(work: Promise<T>, otherwise: U): Promise<T | U> {
    const tooLate = delay(this.runtime, STORE_MS).then(() => otherwise);
    return Promise.race([work.catch(() => otherwise), tooLate]);
  }
}
