/** The page that a pop-up ends on. It holds nothing of the sign-in: the callback was answered with a redirect to it. */
export async function donePage(result: string | null): Promise<Response> {
  const words = result === 'ok' || result === 'denied' ? WORDS[result] : WORDS.failed;
  const hash = await sha256(CLOSE);
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; frame-ancestors 'self'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign-in</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { display: grid; place-content: center; min-height: 90vh; margin: 1rem; text-align: center; }
</style>
<main role="status"><h1>${words.title}</h1><p>${words.detail}</p></main>
<script>${result === 'ok' ? CLOSE : ''}</script>
</html>`;
  return new Response(html, { headers });
}

/** Only a window that a script has opened may close itself: the others show their words. */
const CLOSE = 'window.close()';

const WORDS = {
  ok: { title: 'Signed in', detail: 'You can close this window and go on in the notebook.' },
  denied: {
    title: 'Sign-in denied',
    detail: 'Close this window. If that was a mistake, sign in again in the notebook.',
  },
  failed: {
    title: 'Sign-in failed',
    detail: 'Close this window. The notebook says why, and lets you try again.',
  },
};

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
