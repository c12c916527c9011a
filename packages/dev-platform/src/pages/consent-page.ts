import type { TestAccount } from '../accounts.js';
import { html } from './html.js';
import { identity } from './identity.js';
import { cardPage } from './layout.js';

/** Asks once whether a site may act as the user (authorization code). */
export function consentPage(view: {
  readonly action: string;
  readonly clientName: string;
  readonly siteOrigin: string;
  readonly account: TestAccount;
}): string {
  const { action, clientName, siteOrigin, account } = view;
  return cardPage(
    'Connect the notebooks',
    html`<h1>Connect the notebooks?</h1>
      <p class="lead">
        <strong>${clientName}</strong> at <strong>${siteOrigin}</strong> will see your name and
        e-mail address and call the platform as you.
      </p>
      <div class="who">${identity(account)}</div>
      <form method="post" action="${action}" class="choices">
        <button class="primary" type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny">Deny</button>
      </form>`,
  );
}
