import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import type { ErrorCode } from '@jupyterlite-auth-bridge/protocol';
import { problemResponse } from './problem.js';

const RETRY_AFTER_S = 1;

/** Makes an answer of what went wrong. Throws the error itself where the caller has aborted: that is the caller's own. */
export function failed(error: unknown, request: Request): Response {
  if (request.signal.aborted) throw error;
  const { code, detail } = describeError(error);
  if (code === 'session-restoring') {
    return problemResponse({ code, status: 503, detail, retryAfter: RETRY_AFTER_S });
  }
  return problemResponse({ code: 'worker-failed', status: 500, detail });
}

/** What pages and callers may know of an error: the message of an unforeseen one may hold anything. */
export function describeError(error: unknown): {
  readonly code: ErrorCode;
  readonly detail: string;
} {
  if (error instanceof BridgeError) return { code: error.code, detail: error.message };
  return {
    code: 'worker-failed',
    detail:
      "This site's service worker failed. Reload the page. If it keeps failing, tell the site owner.",
  };
}
