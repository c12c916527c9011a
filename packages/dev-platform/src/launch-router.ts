import express, { Router, type RequestHandler } from 'express';
import type { TestAccount } from './accounts.js';
import { allowOrigins } from './api/cors.js';
import { fail } from './api/jsend.js';
import { hostSession, type HostSession } from './host-session.js';
import { stringAt } from './is-record.js';
import { sameOriginOnly } from './page-security.js';
import type { PlatformParts } from './platform-router.js';
import { splitTarget } from './recorder.js';

/** What the site's worker gets for a one-time code. */
export interface Launch {
  readonly session: HostSession['apiConfig'];
  readonly data: Pick<HostSession, 'environ'>;
}

/** One-time codes for notebooks in a tab: made for this platform's own page, exchanged by the site's worker. */
export function createLaunchRouter(parts: PlatformParts): Router {
  const { settings, sessions, launchCodes, recorder } = parts;
  const router = Router();
  router.post('/code', sameOriginOnly(settings), async (request, response) => {
    const account = await sessions.accountOf(request, response);
    if (!account) {
      fail(response, 401, 'Nobody is signed in at the platform. Sign in again');
      return;
    }
    const code = launchCodes.issue(account);
    recorder.secrets.push({ kind: 'launch-code', value: code });
    response.json({ code });
  });
  router.all('/exchange', record(parts), allowOrigins(settings.siteOrigins));
  router.post('/exchange', express.json(), (request, response) => {
    const account = launchCodes.redeem(stringAt(request.body, 'code') ?? '');
    if (account) response.json(launch(parts, account));
    else fail(response, 400, 'The code is unknown, used or too old. Open the notebook again');
  });
  return router;
}

function launch({ settings, authTokens, recorder }: PlatformParts, account: TestAccount): Launch {
  const token = authTokens.issue(account);
  recorder.secrets.push({ kind: 'auth-token', value: token });
  const { apiConfig, environ } = hostSession(account, token, settings);
  return { session: apiConfig, data: { environ } };
}

function record({ recorder }: PlatformParts): RequestHandler {
  return (request, response, next) => {
    response.on('finish', () => {
      const { method, headers, originalUrl } = request;
      const { statusCode: status } = response;
      recorder.received.push({ method, ...splitTarget(originalUrl), headers, status });
    });
    next();
  };
}
