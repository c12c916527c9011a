import { HANDLE_PREFIX } from '../vault/handles.js';
import type { Credential } from '../vault/types.js';

/**
 * The request as it goes out: the caller's, with the session's credential in
 * place of a handle. `mode` is `cors` so that no answer can be opaque.
 */
export function attachCredential(request: Request, credential: Credential): Request {
  const headers = cleaned(request.headers);
  if (credential.kind === 'bearer') {
    headers.set('authorization', `Bearer ${credential.accessToken}`);
    return new Request(request, { headers, mode: 'cors' });
  }
  headers.set('x-account-id', credential.accountId);
  headers.set('x-auth-token', credential.authToken);
  // Browsers take Authorization off a cross-origin redirect, but not these.
  return new Request(request, { headers, mode: 'cors', redirect: 'error' });
}

function cleaned(original: Headers): Headers {
  const headers = new Headers(original);
  // Of a script, Firefox alone sends it: requests in Pyodide sets it, and few APIs' CORS headers allow it.
  headers.delete('user-agent');
  if (headers.get('authorization')?.includes(HANDLE_PREFIX)) headers.delete('authorization');
  if (headers.get('x-auth-token')?.includes(HANDLE_PREFIX)) {
    headers.delete('x-auth-token');
    headers.delete('x-account-id'); // the other half of the same pair
  }
  return headers;
}
