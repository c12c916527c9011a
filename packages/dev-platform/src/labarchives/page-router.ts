import express, { Router, type Request, type Response } from 'express';
import type { TestAccount } from '../accounts.js';
import { stringAt } from '../is-record.js';
import { pageHeaders, sameOriginOnly } from '../page-security.js';
import { errorPage } from '../pages/error-page.js';
import { recordApi } from '../recorder.js';
import { accountFor } from './codes.js';
import type { LabArchivesParts } from './create-labarchives.js';
import { labArchivesSignInPage, oneHourCodePage } from './pages.js';

/** What a user sees of LabArchives: the sign-in that calls back, and the code to type in. */
export function createPageRouter(parts: LabArchivesParts): Router {
  const { settings, recorder } = parts;
  const router = Router();
  const form = [sameOriginOnly(settings), express.urlencoded({ extended: false })];
  router.use(recordApi(recorder), pageHeaders(settings));

  router.get('/api_user_login', (request, response) => {
    const target = redirectTarget(parts, request, response);
    if (!target) return;
    response.send(
      labArchivesSignInPage({ action: request.originalUrl, siteOrigin: target.origin }),
    );
  });
  router.post('/api_user_login', ...form, (request, response) => {
    const target = redirectTarget(parts, request, response);
    if (target) callBack(parts, target, request, response);
  });
  router.get('/one-hour-code', (_request, response) => {
    response.send(oneHourCodePage());
  });
  router.post('/one-hour-code', ...form, (request, response) => {
    const account = chosenAccount(request);
    if (account) response.send(oneHourCodePage({ account, code: parts.issueCode(account) }));
    else response.redirect(303, '/labarchives/one-hour-code');
  });
  return router;
}

/** Where the sign-in leads to, if its signature is good; undefined once the error page was sent. */
function redirectTarget(
  parts: LabArchivesParts,
  request: Request,
  response: Response,
): URL | undefined {
  const redirectUri = stringAt(request.query, 'redirect_uri') ?? '';
  const refusal = parts.verify(redirectUri, request.query);
  const isWeb = /^https?:/i.test(redirectUri) && URL.canParse(redirectUri);
  if (isWeb && !refusal) return new URL(redirectUri);
  response.status(refusal?.status ?? 400).send(
    errorPage({
      title: 'This sign-in cannot go on',
      detail: `${refusal?.description ?? 'redirect_uri is no web address'}. Return to your notebook and start the sign-in again.`,
    }),
  );
  return undefined;
}

function callBack(
  { codes, recorder }: LabArchivesParts,
  target: URL,
  request: Request,
  response: Response,
): void {
  const account = chosenAccount(request);
  if (account) {
    const code = codes.issueAuthCode(account);
    recorder.secrets.push({ kind: 'labarchives-code', value: code });
    target.searchParams.set('email', account.email);
    target.searchParams.set('auth_code', code);
  } else {
    target.searchParams.set('error', 'access_denied');
  }
  response.redirect(303, target.href);
}

function chosenAccount(request: Request): TestAccount | undefined {
  const body: unknown = request.body;
  return accountFor(stringAt(body, 'email') ?? '');
}
