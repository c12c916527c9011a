import type { KoaContextWithOIDC } from 'oidc-provider';
import { stringAt } from '../is-record.js';
import { errorPage } from '../pages/error-page.js';

/** What a person sees when an authorization request is wrong or too old. */
export function showOidcError(ctx: KoaContextWithOIDC, out: unknown): void {
  const detail = stringAt(out, 'error_description') ?? stringAt(out, 'error') ?? 'unknown error';
  ctx.type = 'html';
  ctx.body = errorPage({
    title: 'This sign-in cannot go on',
    detail: `Return to your notebook and start again. The platform says: ${detail}.`,
  });
}
