import type { EngineName } from '../../engines/engine.js';
import type { Kit } from './kit.js';
import type { Evidence } from './evidence.js';

/** What an attacker knows of where it is. */
export interface Target {
  /** URLs that end in a slash. */
  readonly site: string;
  readonly platform: string;
  /** An API that a rule covers, with another provider. */
  readonly friend: string;
  /** No rule covers it. */
  readonly evil: string;
  readonly evilPort: number;
  /** Stand-ins of this kernel, of another that runs, and of one that has ended. */
  readonly handles: { readonly own: string; readonly other: string; readonly dead: string };
  /** Id of the other kernel. */
  readonly otherKernel: string;
}

/** `kernel`: a dedicated worker of the page, as every kernel is one. */
export type Place = 'kernel' | 'page';

export interface Attack {
  readonly title: string;
  readonly from: Place;
  /**
   * Runs where the attacker is and returns all that it saw, as JSON. It is handed over as source,
   * so it may use its arguments alone.
   */
  readonly script: (target: Target, kit: Kit) => unknown;
  /** Engines that it cannot run in, and why. */
  readonly notIn?: Partial<Record<EngineName, string>>;
  /**
   * What it achieved besides that which every attack is judged by, see `Evidence.gains`: empty where
   * it was repelled.
   */
  readonly gains?: (evidence: Evidence) => readonly string[];
  /** Gains that are open by nature, and not counted: SECURITY.md says so. */
  readonly openByNature?: RegExp;
  /** The same in one engine alone, and why. */
  readonly openIn?: Partial<
    Record<EngineName, { readonly gains: RegExp; readonly reason: string }>
  >;
  /** Whether it rests on what engines do differently: `npm test` runs it in all of them. */
  readonly differs?: boolean;
  /** Runs after the others: the page is not what it was afterwards. */
  readonly last?: boolean;
  /** What the weakened worker has to give away for it, in every engine; default: anything. */
  readonly fromWeak?: readonly string[];
}
