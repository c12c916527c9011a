import { html } from './html.js';
import { cardPage } from './layout.js';

/** What went wrong and what to do, with a way back. */
export function errorPage(view: { readonly title: string; readonly detail: string }): string {
  return cardPage(
    view.title,
    html`<p class="mark bad" aria-hidden="true">!</p>
      <h1>${view.title}</h1>
      <p class="lead">${view.detail}</p>
      <a class="button" href="/">To the platform</a>`,
  );
}
