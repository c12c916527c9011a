import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { TestAccount } from '../accounts.js';
import { allowOrigins } from '../api/cors.js';
import { stringAt } from '../is-record.js';
import { recordApi } from '../recorder.js';
import type { LabArchivesParts } from './create-labarchives.js';
import { METHODS, MethodError, type Call } from './methods.js';
import { otherError, refuse, sessionTimedOut, wrongCode } from './refusal.js';
import { element, flag, sendXml, type Xml } from './xml.js';

/** LabArchives' API, to be mounted under `/labarchives/api`. Every call must be signed. */
export function createApiRouter(parts: LabArchivesParts): Router {
  const { settings, recorder } = parts;
  const router = Router();
  router.use(recordApi(recorder), allowOrigins(settings.siteOrigins), (_, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  // First the signature: what is not signed learns nothing about methods.
  router.use((request, response, next) => {
    const method = request.path.split('/').findLast((segment) => segment !== '') ?? '';
    const refusal = parts.verify(method, request.query);
    if (refusal) refuse(response, refusal);
    else next();
  });
  router.use(express.urlencoded({ extended: false, limit: '5mb' }));
  router.get('/users/user_access_info', (request, response) => {
    const email = stringAt(request.query, 'login_or_email') ?? '';
    const account = parts.codes.redeem(email, stringAt(request.query, 'password') ?? '');
    if (!account) refuse(response, wrongCode());
    else sendUser(parts, account, request, response);
  });
  router.get('/users/user_info_via_id', (request, response) => {
    const account = callerOf(parts, request, response);
    if (account) sendUser(parts, account, request, response);
  });
  router.all('/:class/:method', (request, response) => runMethod(parts, request, response));
  router.use((request, response) => {
    refuse(response, otherError(`There is no method ${request.path}`, 404));
  });
  router.use(answerErrors);
  return router;
}

function runMethod(
  parts: LabArchivesParts,
  request: Request<{ class: string; method: string }>,
  response: Response,
): void {
  const name = `${request.params.class}/${request.params.method}`;
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method?.http !== request.method) {
    refuse(response, otherError(`There is no ${request.method} ${name}`, 404));
    return;
  }
  const account = callerOf(parts, request, response);
  if (!account) return;
  const body: unknown = request.body;
  const call: Call = {
    account,
    store: parts.store,
    parameter: (parameter) => required(request.query, parameter),
    field: (field) => required(body, field),
  };
  sendXml(response, method.run(call));
}

function required(from: unknown, name: string): string {
  const value = stringAt(from, name);
  if (value === undefined) throw new MethodError(otherError(`${name} is missing`));
  return value;
}

/** Who `uid` stands for; undefined once the call was refused for it. */
function callerOf(
  { userIds }: LabArchivesParts,
  request: Request,
  response: Response,
): TestAccount | undefined {
  const account = userIds.accountOf(stringAt(request.query, 'uid') ?? '');
  if (account) response.locals.caller = account.email;
  else refuse(response, sessionTimedOut());
  return account;
}

function sendUser(
  { userIds, store }: LabArchivesParts,
  account: TestAccount,
  request: Request,
  response: Response,
): void {
  response.locals.caller = account.email;
  const id = userIds.open(account);
  const notebooks = store
    .notebooksOf(account)
    .map((notebook) =>
      element('notebook', [
        flag('is-default', notebook.isDefault),
        element('name', notebook.name),
        element('id', notebook.id),
      ]),
    );
  sendXml(
    response,
    element('users', [
      element('fullname', account.name),
      element('id', id),
      element('email', account.email),
      flag('auto-login-allowed', false),
      element('request', describeRequest(request)),
      element('notebooks', notebooks, 'array'),
    ]),
  );
}

/** LabArchives repeats the call, all but the code: nobody may take its answers for harmless. */
function describeRequest(request: Request): Xml[] {
  return ['login_or_email', 'akid', 'expires', 'sig'].flatMap((name) => {
    const value = stringAt(request.query, name);
    return value === undefined ? [] : [element(name.replaceAll('_', '-'), value)];
  });
}

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) next(error);
  else if (error instanceof MethodError) refuse(response, error.refusal);
  else refuse(response, otherError('The call could not be carried out', 500));
};
