import type { ErrorCode } from './errors.js';

/** One call that a rule covers or that carries a handle, sent or refused. No secret is in it. */
export interface ActivityEntry {
  /** Unique over all starts of the worker. */
  readonly id: string;
  /** `call`: of an API. The others: of a client in a kernel that signs in by itself. */
  readonly kind: 'call' | 'token' | 'device-authorization';
  /** ms since the epoch. */
  readonly time: number;
  /** Id of the kernel, where it is known. */
  readonly kernel?: string;
  /** Its notebook or console, where that is known. */
  readonly notebook?: string;
  readonly method: string;
  /** Origin, path and names of the query's parameters, 2,000 characters at most. */
  readonly url: string;
  /** Id of the provider. */
  readonly provider?: string;
  /** Index in `apis` of the rule that covers it. */
  readonly rule?: number;
  /** Status of the answer; absent where there was none, for the caller gave up or nothing was reached. */
  readonly status?: number;
  /** Why the worker answered itself. */
  readonly problem?: ErrorCode;
  /** Until the answer's headers were there (ms). */
  readonly duration: number;
}

/** Oldest first. */
export interface ActivityPage {
  readonly entries: readonly ActivityEntry[];
  /** To ask for what comes next. */
  readonly cursor: string;
}
