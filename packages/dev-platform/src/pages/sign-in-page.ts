import { TEST_ACCOUNTS } from '../accounts.js';
import { html } from './html.js';
import { cardPage } from './layout.js';

/** @param view.next Where to go after; a path of this platform. */
export function signInPage(view: {
  readonly action: string;
  readonly next?: string;
  /** Why the user is asked, one sentence. */
  readonly purpose: string;
  readonly email?: string;
  readonly problem?: string;
}): string {
  const { action, next, purpose, email, problem } = view;
  return cardPage(
    'Sign in',
    html`<h1>Sign in</h1>
      <p class="lead">${purpose}</p>
      ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        ${
          next === undefined ? undefined : html`<input type="hidden" name="next" value="${next}" />`
        }
        <label for="email">E-mail</label>
        <input
          id="email"
          name="email"
          type="email"
          value="${email}"
          autocomplete="username"
          required
          autofocus
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <button class="primary" type="submit">Sign in</button>
      </form>
      <details>
        <summary>Test accounts</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">E-mail</th>
              <th scope="col">Password</th>
            </tr>
          </thead>
          <tbody>
            ${TEST_ACCOUNTS.map(
              (account) =>
                html`<tr>
                  <td>${account.email}</td>
                  <td><code>${account.password}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </details>`,
  );
}
