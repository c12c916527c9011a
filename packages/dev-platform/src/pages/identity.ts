import type { TestAccount } from '../accounts.js';
import { html, type Html } from './html.js';

function picturePath(account: TestAccount): string {
  return `/pictures/${account.username}.svg`;
}

/** Picture, name and e-mail address of who is signed in. */
export function identity(account: TestAccount): Html {
  return html`<span class="identity">
    <img src="${picturePath(account)}" alt="" width="36" height="36" />
    <span><strong>${account.name}</strong><small>${account.email}</small></span>
  </span>`;
}
