import { Marked } from 'marked';

/**
 * The site's own copy of the page of messages: an answer of the worker leads to
 * its section, also where the site is all that can be reached.
 *
 * @param {string} markdown of docs/troubleshooting.md
 * @returns {string} a whole HTML document without scripts
 */
export function helpPage(markdown) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, text, depth }) {
        const level = `h${depth}`;
        const name = text.replaceAll('`', '');
        const id = depth === 3 ? ` id="${name}"` : '';
        return `<${level}${id}>${this.parser.parseInline(tokens)}</${level}>\n`;
      },
      // The site has no other page of the documentation.
      link({ tokens }) {
        return this.parser.parseInline(tokens);
      },
    },
  });
  return `<!doctype html>
<!-- Made from docs/troubleshooting.md by \`npm run docs\`. -->
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <meta name="referrer" content="no-referrer" />
  <meta
    http-equiv="content-security-policy"
    content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
  />
  <title>Troubleshooting, by message</title>
  <style>
    :root {
      color-scheme: light dark;
      font-family: system-ui, sans-serif;
      line-height: 1.5;
    }
    main {
      max-width: 42rem;
      margin: 2rem auto;
      padding: 0 1rem;
    }
    h2 {
      margin-top: 2.5rem;
      border-bottom: 1px solid GrayText;
    }
    h3 {
      margin: 1.5rem 0 0.25rem;
      scroll-margin-top: 1rem;
    }
    h3 + p {
      margin-top: 0;
    }
    :target {
      background: Highlight;
      color: HighlightText;
    }
    :target + p {
      border-left: 3px solid Highlight;
      padding-left: 0.75rem;
    }
    code {
      overflow-wrap: anywhere;
    }
  </style>
  <main>
    ${marked.parse(markdown)}
  </main>
</html>
`;
}
