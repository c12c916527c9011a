import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { delay } from '../runtime.js';
import { findKeepers, hasRivals } from './find-keepers.js';
import type { KeeperKind, Surroundings } from './find-keepers.js';
import type { KeeperState } from './wire.js';

/** Between two questions to the keepers (ms). */
const REPEAT_MS = 250;
/** So many make a round (4 s), after which it is looked who is there. */
const REPEATS = 16;
/** So many are enough for a sign of life (500 ms) of a keeper that no list has. */
const SIGN_REPEATS = 2;
/** So many (20 s) a keeper has: one that hangs for ever must lock nobody out. */
const ROUNDS = 5;
/** Other tabs' keepers may hold a later state: they have this long (ms) after the first. */
const COLLECT_MS = 100;

export interface RestorationContext extends Surroundings {
  /** Says to all keepers that a state is needed. */
  readonly need: () => void;
  /** Puts a keeper's state into the vault. */
  readonly take: (offer: Offer) => void;
}

/** A keeper's state, and the ids of sessions and sign-ins that are known to be over. */
export interface Offer {
  readonly state: KeeperState;
  readonly ended: ReadonlySet<string>;
}

/**
 * How a started worker gets its state back: it asks from the first call on,
 * until a keeper has given what it has, none is there, or 20 s have passed.
 * Then it is over, for this start of the worker.
 */
export class Restoration {
  private search: Promise<void> | undefined;
  private newest: Offer | undefined;
  private signOfLife = false;
  private done = false;
  private taken = false;
  private settle: () => void = () => undefined;
  private readonly settled = new Promise<void>((resolve) => (this.settle = resolve));

  constructor(private readonly context: RestorationContext) {}

  get isOver(): boolean {
    return this.done;
  }

  /** True where it is over and no keeper had anything. */
  get isLost(): boolean {
    return this.done && !this.taken;
  }

  /**
   * Resolves when the vault holds all that can be had. Rejects with a
   * BridgeError `session-restoring` where a keeper has not answered within
   * `ms`: the search goes on.
   */
  async ready(ms: number): Promise<void> {
    if (this.done) return;
    this.search ??= this.searchKeepers().finally(() => (this.search = undefined));
    await Promise.race([this.search, this.settled, delay(this.context.runtime, ms)]);
    if (!this.isOver) throw restoring();
  }

  /** Anybody may have said so: it only makes us wait. */
  heard(): void {
    this.signOfLife = true;
  }

  /** What a keeper gives; undefined where it has nothing that can be read. */
  async offer(offer: Offer | undefined, kind: KeeperKind): Promise<void> {
    if (this.done) return;
    if (offer && offer.state.at > (this.newest?.state.at ?? -Infinity)) this.newest = offer;
    if (kind === 'shared' || !(await hasRivals(this.context))) {
      this.conclude();
    } else if (offer) {
      // Of several, one without a state says nothing about the others.
      void delay(this.context.runtime, COLLECT_MS).then(() => this.conclude());
    }
  }

  private async searchKeepers(): Promise<void> {
    for (let round = 0; round < ROUNDS && !this.done; round += 1) {
      if (!(await this.askKeepers())) break;
    }
    this.conclude();
  }

  /** Asks for a round; false where there is nobody to answer. */
  private async askKeepers(): Promise<boolean> {
    const { runtime, need } = this.context;
    const found = await findKeepers(this.context);
    if (found === 'none') return false;
    this.signOfLife ||= found === 'shared';
    for (let asked = 1; asked <= REPEATS && !this.done; asked += 1) {
      need();
      await Promise.race([this.settled, delay(runtime, REPEAT_MS)]);
      if (asked >= SIGN_REPEATS && !this.signOfLife) return false;
    }
    // Of each round's own.
    this.signOfLife = false;
    return true;
  }

  /** Once, and for good: what comes later is not taken. */
  private conclude(): void {
    if (this.done) return;
    const { newest } = this;
    this.newest = undefined;
    try {
      if (newest) this.context.take(newest);
      this.taken = newest !== undefined;
    } catch {
      // What is in it is not what it seemed: as if there were none.
    }
    this.done = true;
    this.settle();
  }
}

function restoring(): BridgeError {
  return new BridgeError(
    'session-restoring',
    'The session is being restored after a pause of the browser. Try again in a second.',
  );
}
