import type { TestAccount } from '../accounts.js';
import { html } from './html.js';
import { identity } from './identity.js';
import { cardPage } from './layout.js';

export function codeInputPage(view: {
  readonly action: string;
  readonly xsrf: string;
  readonly userCode: string;
  readonly problem?: string;
}): string {
  const { action, xsrf, userCode, problem } = view;
  return cardPage(
    'Connect a notebook',
    html`<h1>Connect a notebook</h1>
      <p class="lead">Enter the code that your notebook shows.</p>
      ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <label for="user-code">Code</label>
        <input
          id="user-code"
          class="code-input"
          name="user_code"
          value="${userCode}"
          placeholder="ABCD-EFGH"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          required
          autofocus
        />
        <button class="primary" type="submit">Continue</button>
      </form>`,
  );
}

export function codeConfirmationPage(view: {
  readonly action: string;
  readonly xsrf: string;
  readonly userCode: string;
  readonly clientName: string;
  readonly account: TestAccount | undefined;
}): string {
  const { action, xsrf, userCode, clientName, account } = view;
  const here = `/oidc/device?user_code=${encodeURIComponent(userCode)}`;
  return cardPage(
    'Connect a notebook',
    html`<h1>Connect this notebook?</h1>
      <p class="lead">Go on only if your notebook shows exactly this code.</p>
      <p class="code" aria-label="Code ${userCode.split('').join(' ')}">${userCode}</p>
      <p>
        <strong>${clientName}</strong> will see your name and e-mail address and call the platform
        as you.
      </p>
      ${
        account === undefined
          ? undefined
          : html`<div class="who">
              ${identity(account)}
              <a href="/sign-in?next=${encodeURIComponent(here)}">Use another account</a>
            </div>`
      }
      <form method="post" action="${action}" class="choices">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        <input type="hidden" name="user_code" value="${userCode}" />
        <button class="primary" type="submit" name="confirm" value="yes">Allow</button>
        <button type="submit" name="abort" value="yes">Deny</button>
      </form>`,
  );
}

export function connectedPage(account: TestAccount | undefined): string {
  return cardPage(
    'You are signed in',
    html`<p class="mark good" aria-hidden="true">✓</p>
      <h1>You are signed in</h1>
      <p class="lead">Return to your notebook: it goes on by itself. You can close this page.</p>
      ${account === undefined ? undefined : html`<div class="who">${identity(account)}</div>`}`,
  );
}

export function refusedPage(): string {
  return cardPage(
    'Sign-in refused',
    html`<p class="mark bad" aria-hidden="true">×</p>
      <h1>Sign-in refused</h1>
      <p class="lead">
        The notebook was not signed in. You can close this page, or
        <a href="/oidc/device">enter another code</a>.
      </p>`,
  );
}
