import { html, type Html } from './html.js';

export const BRAND = 'Mat3ra-like dev platform';

/** A whole document. `script` names a module in assets/. */
export function page(options: {
  readonly title: string;
  readonly body: Html;
  readonly bodyClass: 'card-page' | 'host-page';
  readonly script?: string;
}): string {
  const { title, body, bodyClass, script } = options;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${BRAND}</title>
        <link rel="icon" href="/assets/logo.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/base.css" />
        <link rel="stylesheet" href="/assets/${bodyClass}.css" />
        ${
          script === undefined
            ? undefined
            : html`<script type="module" src="/assets/${script}"></script>`
        }
      </head>
      <body class="${bodyClass}">
        ${body}
      </body>
    </html> `.text;
}

/** A page with one thing to do: sign in, compare a code, read a message. */
export function cardPage(title: string, content: Html): string {
  const body = html`<main class="card">
    <a class="brand" href="/"
      ><img src="/assets/logo.svg" alt="" width="28" height="28" />${BRAND}</a
    >
    ${content}
  </main>`;
  return page({ title, body, bodyClass: 'card-page' });
}
