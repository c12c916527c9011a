import { base64, utf8 } from '../runtime.js';

/** One of the worker's own pages: words and, where it has to do something, one script of its own. */
export interface Page {
  readonly title: string;
  /** HTML that is put in as it is: `escapeHtml` what comes from elsewhere. */
  readonly main: string;
  /** Run as it is; its digest is the only one that the page's policy lets run. */
  readonly script?: string;
  /** Origins whose pages may be around it; none: it stands alone, and whoever opened its window has no hold of it. */
  readonly ancestors: readonly string[];
}

/**
 * Answers a navigation with a page that loads nothing, sends nothing and runs
 * its own script alone.
 */
export async function pageResponse({ title, main, script, ancestors }: Page): Promise<Response> {
  const alone = ancestors.length === 0;
  const run = script === undefined ? `'none'` : `'sha256-${await sha256(script)}'`;
  const policy = [
    `default-src 'none'`,
    `style-src 'unsafe-inline'`,
    `script-src ${run}`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors ${alone ? `'none'` : ancestors.join(' ')}`,
  ];
  return new Response(document(title, main, script), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      ...(alone && { 'cross-origin-opener-policy': 'same-origin' }),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function document(title: string, main: string, script: string | undefined): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<main>${main}</main>
${script === undefined ? '' : `<script>${script}</script>`}
</html>`;
}

const STYLE = `
:root { color-scheme: light dark; background: Canvas; font-family: system-ui, sans-serif; line-height: 1.4; }
body { display: grid; place-content: center; min-height: 90vh; margin: 1rem; }
main { max-width: 24rem; }
h1 { font-size: 1.4rem; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .5rem; font: inherit; }
button { margin-top: 1rem; padding: .5rem 1rem; font: inherit; }
button.main { font-weight: 600; }
[role=alert]:not(:empty) { margin-top: 1rem; padding: .5rem .75rem; border-left: 4px solid #c62828; }
small { display: block; margin-top: .25rem; font-weight: 400; }
.center { text-align: center; }`;

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', utf8(text));
  return base64(bytes);
}
