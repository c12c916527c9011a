import express, { Router, type Request, type Response } from 'express';
import type Provider from 'oidc-provider';
import { findByPassword, findByUserId } from './accounts.js';
import { stringAt } from './is-record.js';
import { CLIENT_NAME } from './oidc/configuration.js';
import { createGrant } from './oidc/grants.js';
import type { Settings } from './options.js';
import { pageHeaders, sameOriginOnly } from './page-security.js';
import { consentPage } from './pages/consent-page.js';
import { signInPage } from './pages/sign-in-page.js';

/** What the provider asks the user during an authorization: the password, then consent. */
export function createInteractionRouter(provider: Provider, settings: Settings): Router {
  const router = Router();
  const form = [sameOriginOnly(settings), express.urlencoded({ extended: false })];
  router.use(pageHeaders(settings));
  router.get('/:uid', (request, response) => show(provider, settings, request, response));
  router.post('/:uid/sign-in', ...form, (request, response) => signIn(provider, request, response));
  router.post('/:uid/consent', ...form, (request, response) =>
    consent(provider, request, response),
  );
  return router;
}

async function show(
  provider: Provider,
  settings: Settings,
  request: Request,
  response: Response,
): Promise<void> {
  const { uid, session, prompt } = await provider.interactionDetails(request, response);
  const account = findByUserId(session?.accountId);
  if (prompt.name === 'login' || !account) {
    response.send(askToSignIn(uid));
    return;
  }
  response.send(
    consentPage({
      action: `/interaction/${uid}/consent`,
      clientName: CLIENT_NAME,
      siteOrigin: settings.siteOrigin,
      account,
    }),
  );
}

function askToSignIn(uid: string, again?: { readonly email: string }): string {
  return signInPage({
    action: `/interaction/${uid}/sign-in`,
    purpose: 'Sign in to connect your notebook.',
    ...(again && { email: again.email, problem: 'The e-mail or the password is wrong.' }),
  });
}

async function signIn(provider: Provider, request: Request, response: Response): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const body: unknown = request.body;
  const email = stringAt(body, 'email') ?? '';
  const account = findByPassword(email, stringAt(body, 'password') ?? '');
  if (!account) {
    response.status(403).send(askToSignIn(uid, { email }));
    return;
  }
  await provider.interactionFinished(request, response, {
    login: { accountId: account.userId },
  });
}

async function consent(provider: Provider, request: Request, response: Response): Promise<void> {
  const { params, session } = await provider.interactionDetails(request, response);
  const body: unknown = request.body;
  if (stringAt(body, 'decision') !== 'allow' || session === undefined) {
    await provider.interactionFinished(
      request,
      response,
      { error: 'access_denied', error_description: 'End-User aborted interaction' },
      { mergeWithLastSubmission: false },
    );
    return;
  }
  const scopes = new Set((stringAt(params, 'scope') ?? 'openid').split(' '));
  const client = stringAt(params, 'client_id') ?? '';
  const grant = await createGrant(provider, session.accountId, client, scopes);
  await provider.interactionFinished(request, response, { consent: { grantId: grant.jti } });
}
