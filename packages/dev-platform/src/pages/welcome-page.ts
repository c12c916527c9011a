import { html } from './html.js';
import { cardPage } from './layout.js';

/** The platform's page for who is not signed in. */
export function welcomePage(siteUrl: string): string {
  return cardPage(
    'Welcome',
    html`<h1>Welcome</h1>
      <p class="lead">
        Sign in here and open notebooks: they run as you and ask nothing. Or open the notebooks by
        themselves and sign in there with a code.
      </p>
      <div class="choices">
        <a class="button primary" href="/sign-in">Sign in</a>
        <a class="button" href="${siteUrl}">Notebooks by themselves</a>
      </div>`,
  );
}
