import type { TestAccount } from '../accounts.js';
import { Html, html } from './html.js';
import { identity } from './identity.js';
import { cardPage } from './layout.js';

/** @param form of the library, with the id `op.logoutForm` */
export function signOutPage(form: string, account: TestAccount | undefined): string {
  return cardPage(
    'Sign out',
    html`<h1>Sign out of the platform?</h1>
      ${account === undefined ? undefined : html`<div class="who">${identity(account)}</div>`}
      ${new Html(form)}
      <div class="choices">
        <button class="primary" type="submit" form="op.logoutForm" name="logout" value="yes">
          Sign out
        </button>
        <button type="submit" form="op.logoutForm">Stay signed in</button>
      </div>`,
  );
}

export function signedOutPage(): string {
  return cardPage(
    'Signed out',
    html`<h1>You are signed out</h1>
      <p class="lead">You can close this page.</p>`,
  );
}
