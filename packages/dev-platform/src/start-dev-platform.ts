import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { ADA, findByUserId, type TestAccount } from './accounts.js';
import { createApi } from './api/create-api.js';
import { EntityStore } from './api/entity-store.js';
import type { CredentialChecks } from './api/require-caller.js';
import { createSampleData } from './api/sample-data.js';
import { AuthTokens } from './auth-tokens.js';
import { createInteractionRouter } from './interaction-router.js';
import { createLabArchives, type LabArchives } from './labarchives/create-labarchives.js';
import { LaunchCodes } from './launch-codes.js';
import { listenOnLoopback } from './listen.js';
import { createProvider } from './oidc/create-provider.js';
import { confirmDevice, denyDevice } from './oidc/device-decisions.js';
import { MemoryStore } from './oidc/memory-store.js';
import { settle, type DevPlatformOptions } from './options.js';
import { pageHeaders } from './page-security.js';
import { errorPage } from './pages/error-page.js';
import { createPlatformRouter } from './platform-router.js';
import { Recorder, type IssuedSecret, type ReceivedRequest } from './recorder.js';
import { Sessions } from './sessions.js';

export interface DevPlatform {
  /** `http://localhost:<port>`: the platform's page is at its root. */
  readonly origin: string;
  readonly port: number;
  readonly issuer: string;
  /** A stand-in for LabArchives, under `/labarchives`. */
  readonly labArchives: LabArchives;
  /** Every request that the API and the provider answered, in order, preflights included. */
  readonly received: readonly ReceivedRequest[];
  /** Every credential given out so far. */
  issuedSecrets(): readonly IssuedSecret[];
  /** Confirms a pending user code as this account (Ada where none is named). */
  confirmDevice(userCode: string, account?: TestAccount): Promise<void>;
  denyDevice(userCode: string): Promise<void>;
  /** OIDC access tokens issued so far get 401; refresh tokens and auth tokens go on. */
  expireAccessTokens(): void;
  /** Auth tokens handed to the host page so far get 401. */
  expireAuthTokens(): void;
  /** Access, refresh and auth tokens end. Who is signed in at the platform's page stays so. */
  revokeSessions(): void;
  stop(): Promise<void>;
}

/**
 * Starts the dev platform: OpenID provider, API and host page on one port of
 * localhost, everything in memory.
 * @throws PortInUseError with code `EADDRINUSE`.
 */
export async function startDevPlatform(options: DevPlatformOptions): Promise<DevPlatform> {
  const listener = await listenOnLoopback(options.port);
  const settings = settle(options, listener.port);
  const tokens = new MemoryStore();
  const recorder = new Recorder();
  const authTokens = new AuthTokens();
  const store = new EntityStore(createSampleData());
  const provider = await createProvider(settings, tokens, recorder);
  const sessions = new Sessions(provider);
  const checks: CredentialChecks = {
    byAccessToken: async (token) => {
      const found = await provider.AccessToken.find(token);
      return findByUserId(found?.accountId);
    },
    byAuthToken: (accountId, token) => authTokens.accountFor(accountId, token),
  };
  const { router: labArchivesRouter, labArchives } = createLabArchives(settings, recorder);

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use('/api', createApi(store, checks, settings.siteOrigins, recorder));
  app.use(['/oidc/auth', '/oidc/device', '/oidc/session'], pageHeaders(settings));
  app.get('/oidc/device', signInFirst(sessions));
  app.use('/oidc', provider.callback());
  app.use('/interaction', createInteractionRouter(provider, settings));
  app.use('/labarchives', labArchivesRouter);
  const launchCodes = new LaunchCodes();
  app.use(createPlatformRouter({ settings, sessions, store, authTokens, launchCodes, recorder }));
  app.use(answerNotFound, answerErrors);
  listener.answerWith(app);

  const expireAccessTokens = () => tokens.clear('AccessToken');
  const expireAuthTokens = () => authTokens.revokeAll();
  return {
    origin: settings.origin,
    port: settings.port,
    issuer: settings.issuer,
    labArchives,
    received: recorder.received,
    issuedSecrets: () => [...recorder.secrets],
    confirmDevice: (userCode, account = ADA) => confirmDevice(provider, userCode, account),
    denyDevice: (userCode) => denyDevice(provider, userCode),
    expireAccessTokens,
    expireAuthTokens,
    revokeSessions: () => {
      expireAccessTokens();
      expireAuthTokens();
      tokens.clear('RefreshToken');
      tokens.clear('Grant');
    },
    stop: () => listener.stop(),
  };
}

// Password first, code second: the page that asks for consent can then say who gives it.
function signInFirst(sessions: Sessions): RequestHandler {
  return async (request, response, next) => {
    if (await sessions.accountOf(request, response)) next();
    else response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`);
  };
}

const answerNotFound: RequestHandler = (_request, response) => {
  response
    .status(404)
    .send(
      errorPage({ title: 'No such page', detail: 'Check the address, or start at the home page.' }),
    );
};

const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  // The provider's errors of this kind are about an interaction whose cookie or record is gone.
  const gone = error instanceof Error && error.name === 'SessionNotFound';
  response.status(gone ? 400 : 500).send(
    gone
      ? errorPage({
          title: 'This sign-in has expired',
          detail: 'Return to your notebook and start the sign-in again.',
        })
      : errorPage({ title: 'The platform failed', detail: 'Try again.' }),
  );
};
