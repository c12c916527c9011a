/** Longest name of a notebook or console that a page tells (characters). */
export const LONGEST_NOTEBOOK = 500;

/** A kernel that has handles, or had them until it was revoked. No handle is in it. */
export interface KernelState {
  readonly id: string;
  /** Path of its notebook or name of its console, once a page has told. */
  readonly notebook?: string;
  /**
   * `here`: of the page that reads this. `elsewhere`: of another tab. `client`:
   * something that got its handle by a sign-in of its own and belongs to no known kernel.
   */
  readonly place: 'here' | 'elsewhere' | 'client';
  /** ms since the epoch; absent for one that has been running since before the worker was started. */
  readonly startedAt?: number;
  readonly revoked: boolean;
}
