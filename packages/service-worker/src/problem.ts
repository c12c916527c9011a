import { problemType } from '@jupyterlite-auth-bridge/protocol';
import type { ErrorCode } from '@jupyterlite-auth-bridge/protocol';

/** An answer that the worker makes itself, RFC 9457. */
export interface Problem {
  readonly code: ErrorCode;
  readonly status: number;
  /** What happened and what to do, for the person who reads the cell's output. */
  readonly detail: string;
  /** When to try again (s): RFC 9110 section 10.2.3. */
  readonly retryAfter?: number;
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  'sign-in-required': 'Not signed in',
  'sign-in-denied': 'Sign-in denied',
  'sign-in-expired': 'Sign-in expired',
  'sign-in-failed': 'Sign-in failed',
  'sign-in-cancelled': 'Sign-in cancelled',
  'session-ended': 'Session ended',
  'session-restoring': 'Session is being restored',
  'rule-missing': 'No rule covers this URL',
  'rule-denied': 'Denied by a rule',
  'role-missing': 'A role is missing',
  'call-declined': 'Declined by the user',
  'call-unanswered': 'Not answered by the user',
  'handle-unknown': 'Unknown handle',
  'handle-misplaced': 'Handle of another provider',
  'kernel-revoked': 'Access of this kernel revoked',
  'kernel-unsealed': 'Kernel is not sealed',
  'api-unreachable': 'No answer from the API',
  'issuer-unreachable': 'No answer from the issuer',
};

/** An answer of the worker's own: it is known by its problem, whatever an API may answer. */
export class ProblemResponse extends Response {
  constructor(
    readonly problem: Problem,
    body: string,
    init: ResponseInit,
  ) {
    super(body, init);
  }
}

/** Where the site has its help; its address is known when the worker starts. */
let helpPage: string | undefined;

/** Has every problem from now on lead to its section of this page, or to none. */
export function leadToHelp(page: string | undefined): void {
  helpPage = page;
}

/** `application/problem+json`, with `WWW-Authenticate` (RFC 9110 section 11.6.1) on a 401. */
export function problemResponse(problem: Problem): ProblemResponse {
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  if (problem.status === 401) {
    headers.set(
      'www-authenticate',
      'Bearer realm="jupyterlite-auth-bridge", error="invalid_token"',
    );
  }
  if (problem.retryAfter !== undefined) headers.set('retry-after', String(problem.retryAfter));
  const body = {
    type: problemType(problem.code),
    title: TITLES[problem.code] ?? 'Request refused',
    status: problem.status,
    detail: problem.detail,
    ...(helpPage !== undefined && { help: `${helpPage}#${problem.code}` }),
  };
  return new ProblemResponse(problem, JSON.stringify(body), {
    status: problem.status,
    headers,
  });
}
