import type { KoaContextWithOIDC } from 'oidc-provider';
import { findByUserId } from '../accounts.js';
import { signedOutPage, signOutPage } from '../pages/sign-out-pages.js';

/** The page that asks whether to end the session (RP-Initiated Logout 1.0 section 2); `form` is the library's. */
export function askForLogout(ctx: KoaContextWithOIDC, form: string): void {
  ctx.type = 'html';
  ctx.body = signOutPage(form, findByUserId(ctx.oidc.session?.accountId));
}

export function showLoggedOut(ctx: KoaContextWithOIDC): void {
  ctx.type = 'html';
  ctx.body = signedOutPage();
}
