import type { Request, RequestHandler, Response } from 'express';
import type { TestAccount } from '../accounts.js';
import { fail } from './jsend.js';

/** How the two styles of credentials are checked. */
export interface CredentialChecks {
  byAccessToken(token: string): Promise<TestAccount | undefined>;
  byAuthToken(accountId: string, token: string): TestAccount | undefined;
}

const callers = new WeakMap<Response, TestAccount>();

/** Lets a call pass once it is known who calls; otherwise answers 401 (RFC 6750 section 3). */
export function requireCaller(checks: CredentialChecks): RequestHandler {
  return async (request, response, next) => {
    const found = await identify(request, checks);
    if (typeof found === 'string') {
      response.setHeader('WWW-Authenticate', 'Bearer realm="dev-platform", error="invalid_token"');
      fail(response, 401, found);
      return;
    }
    callers.set(response, found);
    response.locals.caller = found.email;
    next();
  };
}

/** The account that `requireCaller` let pass. */
export function callerOf(response: Response): TestAccount {
  const caller = callers.get(response);
  if (!caller) throw new Error('requireCaller must come before this handler.');
  return caller;
}

async function identify(request: Request, checks: CredentialChecks): Promise<TestAccount | string> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const account = token === undefined ? undefined : await checks.byAccessToken(token);
    return account ?? 'The access token is unknown, expired or revoked. Sign in again';
  }
  const accountId = request.get('X-Account-Id');
  const token = request.get('X-Auth-Token');
  if (accountId === undefined || token === undefined) {
    return 'The call carries no credential. Send Authorization, or X-Account-Id with X-Auth-Token';
  }
  return (
    checks.byAuthToken(accountId, token) ??
    'The auth token is unknown, expired or of another account. Get a new one from the platform'
  );
}
