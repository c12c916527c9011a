import type { KoaContextWithOIDC } from 'oidc-provider';
import { findByUserId } from '../accounts.js';
import { stringAt } from '../is-record.js';
import {
  codeConfirmationPage,
  codeInputPage,
  connectedPage,
  refusedPage,
} from '../pages/device-pages.js';

/** What the library throws when a code is typed, and what the user is told. */
const CODE_PROBLEMS: Readonly<Record<string, string>> = {
  NoCodeError: 'Enter the code that your notebook shows.',
  NotFoundError: 'There is no such code. Compare it with the one that your notebook shows.',
  ExpiredError: 'This code has expired. Start the sign-in again in your notebook.',
  AlreadyUsedError: 'This code has been used already. Start the sign-in again in your notebook.',
};
const OTHER_PROBLEM = 'That did not work. Enter the code again.';

/** The page that asks for the code; also where a refused or failed one ends. */
export function showCodeInput(
  ctx: KoaContextWithOIDC,
  _form: string,
  _out?: unknown,
  error?: Error,
): void {
  ctx.type = 'html';
  if (error?.name === 'AbortedError') {
    ctx.body = refusedPage();
    return;
  }
  const problem = error && (CODE_PROBLEMS[error.name] ?? OTHER_PROBLEM);
  ctx.body = codeInputPage({
    action: ctx.oidc.urlFor('code_verification'),
    xsrf: xsrfOf(ctx),
    ...(problem !== undefined && { problem }),
    userCode: stringAt(ctx.oidc.params, 'user_code') ?? '',
  });
}

/** The page that shows the code to compare, and who would be signed in. */
export function showCodeConfirmation(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: { readonly clientName?: string | undefined; readonly clientId: string },
  _deviceInfo: unknown,
  userCode: string,
): void {
  ctx.type = 'html';
  ctx.body = codeConfirmationPage({
    action: ctx.oidc.urlFor('code_verification'),
    xsrf: xsrfOf(ctx),
    userCode,
    clientName: client.clientName ?? client.clientId,
    account: findByUserId(ctx.oidc.session?.accountId),
  });
}

export function showConnected(ctx: KoaContextWithOIDC): void {
  ctx.type = 'html';
  ctx.body = connectedPage(findByUserId(ctx.oidc.session?.accountId));
}

function xsrfOf(ctx: KoaContextWithOIDC): string {
  return stringAt(ctx.oidc.session?.state, 'secret') ?? '';
}
