import { pageResponse } from './page.js';

/** The page that a window ends on. It holds nothing of the sign-in: the callback was answered with a redirect to it. */
export function donePage(result: string | null, ancestors: readonly string[]): Promise<Response> {
  const words =
    result === 'ok' || result === 'denied' || result === 'signed-out'
      ? WORDS[result]
      : WORDS.failed;
  const closes = result === 'ok' || result === 'signed-out';
  return pageResponse({
    title: words.title,
    main: `<div class="center" role="status"><h1>${words.title}</h1><p>${words.detail}</p></div>`,
    ...(closes && { script: CLOSE }),
    ancestors,
  });
}

/** Only a window that a script has opened may close itself: the others show their words. */
const CLOSE = 'window.close()';

const WORDS = {
  ok: {
    title: 'Signed in',
    detail: 'Signed in, you can close this window and go on in the notebook.',
  },
  denied: {
    title: 'Sign-in denied',
    detail: 'Close this window. If that was a mistake, sign in again in the notebook.',
  },
  failed: {
    title: 'Sign-in failed',
    detail: 'Close this window. The notebook says why, and lets you try again.',
  },
  'signed-out': {
    title: 'Signed out',
    detail: 'You can close this window.',
  },
};
