import { Router, type ErrorRequestHandler } from 'express';
import { recordApi, type Recorder } from '../recorder.js';
import { allowOrigins } from './cors.js';
import { createEntityRouter } from './entity-router.js';
import type { EntityStore } from './entity-store.js';
import { fail, succeed } from './jsend.js';
import { parseBody } from './parse-body.js';
import { callerOf, requireCaller, type CredentialChecks } from './require-caller.js';
import { clusterData, userData } from './user-data.js';

/** The version that the platform's client names in every URL. */
export const API_VERSION = '2018-10-01';

/** The Mat3ra-like API, to be mounted under `/api`. */
export function createApi(
  store: EntityStore,
  checks: CredentialChecks,
  siteOrigins: readonly string[],
  recorder: Recorder,
): Router {
  const router = Router();
  router.use(recordApi(recorder), allowOrigins(siteOrigins), ...parseBody, requireCaller(checks));
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.get('/v1/users/me', (_request, response) => {
    succeed(response, userData(callerOf(response)));
  });
  router.get(`/${API_VERSION}/other/clusters`, (_request, response) => {
    succeed(response, clusterData(callerOf(response)));
  });
  router.use(`/${API_VERSION}`, createEntityRouter(store));
  router.use((request, response) => {
    fail(response, 404, `There is no ${request.method} ${request.path} in this API`);
  });
  router.use(answerErrors);
  return router;
}

const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  // body-parser marks what the caller did wrong with a status below 500.
  const malformed = error instanceof SyntaxError || isTooLarge(error);
  if (malformed) fail(response, 400, 'The body could not be read: send a JSON object');
  else fail(response, 500, 'The platform failed. Try again');
};

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'entity.too.large';
}
