export { BridgeError } from './bridge-error.js';

/** Every error that the bridge names, in messages (`code`) and in problems (the last part of `type`). */
export const ERROR_CODES = [
  'sign-in-required',
  'sign-in-denied',
  'sign-in-expired',
  'sign-in-failed',
  'sign-in-cancelled',
  'session-ended',
  'session-restoring',
  'issuer-unreachable',
  'issuer-refused',
  'rule-missing',
  'rule-denied',
  'role-missing',
  'call-declined',
  'call-unanswered',
  'handle-unknown',
  'handle-misplaced',
  'kernel-revoked',
  'kernel-unsealed',
  'api-unreachable',
  'message-invalid',
  'message-refused',
  'message-timeout',
  'host-data-invalid',
  'host-silent',
  'host-failed',
  'frame-sandboxed',
  'window-blocked',
  'provider-unknown',
  'endpoint-unknown',
  'version-mismatch',
  'worker-unavailable',
  'worker-failed',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** `type` of a problem (RFC 9457 section 3.1.1) for an error code. */
export function problemType(code: ErrorCode): string {
  return `urn:jupyterlite-auth-bridge:problem:${code}`;
}
