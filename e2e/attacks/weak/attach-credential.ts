import type { sendWithCredential as real } from '../../../packages/service-worker/src/attach/attach-credential.js';

export { hasBody } from '../../../packages/service-worker/src/attach/attach-credential.js';
export type { Sender } from '../../../packages/service-worker/src/attach/attach-credential.js';

/** Weak: in headers of our own, which no browser takes off a redirect, and after every redirect. */
export const sendWithCredential: typeof real = (request, credential, sender) => {
  const headers = new Headers(request.headers);
  switch (credential.kind) {
    case 'bearer':
      headers.set('authorization', `Bearer ${credential.accessToken}`);
      headers.set('x-requested-with', credential.accessToken);
      break;
    case 'header':
      headers.set('authorization', credential.authorization);
      headers.set('x-requested-with', credential.authorization);
      break;
    case 'header-pair':
      headers.set('x-account-id', credential.accountId);
      headers.set('x-auth-token', credential.authToken);
      break;
    case 'labarchives':
      throw new Error('no attack is on it');
  }
  // Without cookies: an answer to them would need more of the API's CORS headers.
  const more = { mode: 'cors', redirect: 'follow', credentials: 'omit' } as const;
  return sender.fetch(new Request(request, { headers, ...more }));
};
