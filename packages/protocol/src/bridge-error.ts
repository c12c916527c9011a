import type { ErrorCode } from './errors.js';

/** An error with a stable `code`, safe to show: its message never holds a credential. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
    /** After how many seconds to try again, where who was asked is too busy: 0 where it does not say. */
    readonly retryAfter?: number,
  ) {
    super(message, options);
  }
}
