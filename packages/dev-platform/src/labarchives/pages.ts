import { TEST_ACCOUNTS, type TestAccount } from '../accounts.js';
import { html, type Html } from '../pages/html.js';
import { identity } from '../pages/identity.js';
import { cardPage } from '../pages/layout.js';

/** Asks who signs in, and whether this site may have a code for it. */
export function labArchivesSignInPage(view: {
  readonly action: string;
  readonly siteOrigin: string;
}): string {
  return cardPage(
    'LabArchives sign-in',
    html`<h1>Sign in to LabArchives</h1>
      <p class="lead">
        A stand-in for LabArchives. <strong>${view.siteOrigin}</strong> will read and write your
        notebooks. Choose a test account:
      </p>
      <form method="post" action="${view.action}">
        ${accountButtons()}
        <button type="submit" name="decision" value="refuse">Refuse</button>
      </form>`,
  );
}

export function oneHourCodePage(made?: {
  readonly account: TestAccount;
  readonly code: string;
}): string {
  return cardPage(
    'LabArchives code',
    html`<h1>Code for other applications</h1>
      ${
        made === undefined
          ? html`<p class="lead">
              A stand-in for LabArchives. The code lets an application in as you for one hour.
            </p>`
          : html`<p class="lead">Type it in where you want to sign in. It ends in one hour.</p>
              <p class="code" aria-label="Code ${made.code.split('').join(' ')}">${made.code}</p>
              <div class="who">${identity(made.account)}</div>`
      }
      <form method="post" action="/labarchives/one-hour-code">${accountButtons()}</form>`,
  );
}

function accountButtons(): readonly Html[] {
  return TEST_ACCOUNTS.map(
    (account) =>
      html`<button type="submit" name="email" value="${account.email}">
        ${identity(account)}
      </button>`,
  );
}
