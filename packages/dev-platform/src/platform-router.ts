import express, { Router, type Request, type Response } from 'express';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findByPassword, ownerIds, TEST_ACCOUNTS, type TestAccount } from './accounts.js';
import type { EntityStore } from './api/entity-store.js';
import { fail } from './api/jsend.js';
import type { AuthTokens } from './auth-tokens.js';
import type { LaunchCodes } from './launch-codes.js';
import { createLaunchRouter } from './launch-router.js';
import { hostSession } from './host-session.js';
import { stringAt } from './is-record.js';
import { localPath } from './local-path.js';
import type { Settings } from './options.js';
import { pageHeaders, sameOriginOnly } from './page-security.js';
import { hostPage } from './pages/host-page.js';
import { picture } from './pages/picture.js';
import { signInPage } from './pages/sign-in-page.js';
import { welcomePage } from './pages/welcome-page.js';
import type { Recorder } from './recorder.js';
import type { Sessions } from './sessions.js';

const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const NOTEBOOK_APPS = ['lab', 'notebooks', 'tree', 'repl', 'consoles', 'edit'];

export interface PlatformParts {
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly store: EntityStore;
  readonly authTokens: AuthTokens;
  readonly launchCodes: LaunchCodes;
  readonly recorder: Recorder;
}

/** The platform's own pages: home, notebooks, sign-in and sign-out, and the session for its script. */
export function createPlatformRouter(parts: PlatformParts): Router {
  const { settings, sessions } = parts;
  const router = Router();
  router.use('/assets', express.static(ASSETS, { cacheControl: false }));
  // As a page loads it that has no bundler.
  router.get('/sdk/host.js', (_request, response) =>
    response.sendFile(resolve('@jupyterlite-auth-bridge/host/host.js')),
  );
  router.get('/pictures/:file', sendPicture);
  router.use('/launch', createLaunchRouter(parts));
  router.use(pageHeaders(settings));

  router.get('/', async (request, response) => {
    const account = await sessions.accountOf(request, response);
    response.send(account ? homePage(parts, account) : welcomePage(settings.siteUrl));
  });
  router.get('/notebooks', async (request, response) => {
    const account = await sessions.accountOf(request, response);
    // Keeps this page and the tabs that it opens apart.
    if ('coop' in request.query) response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    if (account) response.send(notebooksPage(parts, account, request));
    else response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`);
  });
  router.get('/sign-in', (request, response) => {
    response.send(askToSignIn(localPath(request.query.next, settings.origin)));
  });

  const form = [sameOriginOnly(settings), express.urlencoded({ extended: false })];
  router.post('/sign-in', ...form, (request, response) => signIn(parts, request, response));
  router.post('/sign-out', ...form, async (request, response) => {
    await sessions.signOut(request, response);
    response.redirect(303, '/');
  });
  router.post('/session', sameOriginOnly(settings), (request, response) =>
    sendSession(parts, request, response),
  );
  return router;
}

function askToSignIn(next: string, again?: { readonly email: string }): string {
  return signInPage({
    action: '/sign-in',
    next,
    purpose: next.startsWith('/oidc/device')
      ? 'Sign in to connect your notebook.'
      : 'Sign in to the platform.',
    ...(again && { email: again.email, problem: 'The e-mail or the password is wrong.' }),
  });
}

async function signIn(parts: PlatformParts, request: Request, response: Response): Promise<void> {
  const body: unknown = request.body;
  const email = stringAt(body, 'email') ?? '';
  const account = findByPassword(email, stringAt(body, 'password') ?? '');
  const next = localPath(stringAt(body, 'next'), parts.settings.origin);
  if (!account) {
    response.status(403).send(askToSignIn(next, { email }));
    return;
  }
  await parts.sessions.signIn(request, response, account);
  response.redirect(303, next);
}

// A fresh auth token for each request; POST, because it makes one.
async function sendSession(
  { settings, sessions, authTokens, recorder }: PlatformParts,
  request: Request,
  response: Response,
): Promise<void> {
  const account = await sessions.accountOf(request, response);
  if (!account) {
    fail(response, 401, 'Nobody is signed in at the platform. Sign in again');
    return;
  }
  const token = authTokens.issue(account);
  recorder.secrets.push({ kind: 'auth-token', value: token });
  response.json(hostSession(account, token, settings));
}

function homePage(parts: PlatformParts, account: TestAccount): string {
  return hostPage({ ...commonView(parts, account), ticked: [] });
}

function notebooksPage(parts: PlatformParts, account: TestAccount, request: Request): string {
  const { app, path, material, sdk, tab } = request.query;
  const { environ } = hostSession(account, '', parts.settings);
  return hostPage({
    ...commonView(parts, account),
    ticked: [material].flat().map(textOf),
    notebooksUrl: notebookUrl(parts.settings, textOf(app), textOf(path)),
    ...(sdk !== undefined && {
      sdk: {
        environ,
        ...((tab === 'with-code' || tab === 'without-code') && { tab }),
      },
    }),
  });
}

function commonView({ settings, store }: PlatformParts, account: TestAccount) {
  const { siteUrl, siteOrigin } = settings;
  return { account, siteUrl, siteOrigin, materials: store.list('materials', ownerIds(account)) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Address of a notebook in one of JupyterLite's apps; JupyterLab where none is named. */
function notebookUrl({ siteUrl }: Settings, app: string, path: string): string {
  const name = NOTEBOOK_APPS.includes(app) ? app : 'lab';
  const url = new URL(`${name}/index.html`, siteUrl);
  if (path) url.searchParams.set('path', path);
  return url.href;
}

function sendPicture(request: Request<{ file: string }>, response: Response): void {
  const account = TEST_ACCOUNTS.find(({ username }) => `${username}.svg` === request.params.file);
  if (!account) {
    response.status(404).type('text/plain').send('Not found');
    return;
  }
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.type('svg').send(picture(account));
}
