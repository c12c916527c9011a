import { signedUrl } from '../labarchives/signed-url.js';
import { HANDLE_PREFIX } from '../vault/handles.js';
import type { Credential, DpopKey } from '../vault/types.js';

/** What sending a request with a credential needs of the outside. */
export interface Sender {
  /** Milliseconds since the epoch. */
  now(): number;
  fetch(request: Request): Promise<Response>;
  /** Runs `send` with the headers that carry a token bound to `key` (RFC 9449 section 7), again where a nonce is wanted. */
  dpop(
    request: { readonly method: string; readonly url: URL; readonly headers: Headers },
    accessToken: string,
    key: DpopKey,
    send: (headers: Headers) => Promise<Response>,
  ): Promise<Response>;
}

/**
 * Sends the caller's request with the session's credential in place of a
 * handle. `mode` is `cors` so that no answer can be opaque. Rejects as fetch does.
 */
export async function sendWithCredential(
  request: Request,
  credential: Credential,
  sender: Sender,
): Promise<Response> {
  const headers = cleaned(request.headers);
  switch (credential.kind) {
    case 'bearer': {
      const { accessToken, dpopKey } = credential;
      if (dpopKey) return sendBound(request, headers, accessToken, dpopKey, sender);
      headers.set('authorization', `Bearer ${accessToken}`);
      return sender.fetch(new Request(request, { headers, mode: 'cors' }));
    }
    case 'header':
      headers.set('authorization', credential.authorization);
      return sender.fetch(new Request(request, { headers, mode: 'cors' }));
    case 'header-pair':
      headers.set('x-account-id', credential.accountId);
      headers.set('x-auth-token', credential.authToken);
      // Browsers take Authorization off a cross-origin redirect, but not these.
      return sender.fetch(new Request(request, { headers, mode: 'cors', redirect: 'error' }));
    case 'labarchives': {
      const url = await signedUrl(request.url, credential, sender.now(), { uid: credential.uid });
      const signed = withUrl(url, new Request(request, { headers, mode: 'cors' }));
      return withoutUrl(await sender.fetch(await signed));
    }
  }
}

async function sendBound(
  request: Request,
  headers: Headers,
  accessToken: string,
  key: DpopKey,
  sender: Sender,
): Promise<Response> {
  const url = new URL(request.url);
  // A nonce may be wanted: what was sent must be there a second time.
  return sender.dpop({ method: request.method, url, headers }, accessToken, key, (bound) =>
    sender.fetch(new Request(request.clone(), { headers: bound, mode: 'cors' })),
  );
}

/** A request's URL is fixed: the rest of it goes to another one, its body read first. */
async function withUrl(url: URL, request: Request): Promise<Request> {
  const { method, headers, signal, credentials, cache, referrerPolicy } = request;
  const body = hasBody(method) ? await request.arrayBuffer() : undefined;
  return new Request(url, {
    method,
    headers,
    signal,
    credentials,
    cache,
    referrerPolicy,
    redirect: 'error', // the query carries the signature
    mode: 'cors',
    ...(body && body.byteLength > 0 && { body }),
  });
}

/** A body can be read once; requests with these methods have none. */
export function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The answer as the caller may see it: its URL would show the signature. */
function withoutUrl({ body, status, statusText, headers }: Response): Response {
  return new Response(body, { status, statusText, headers });
}

function cleaned(original: Headers): Headers {
  const headers = new Headers(original);
  // Of a script, Firefox alone sends it: requests in Pyodide sets it, and few APIs' CORS headers allow it.
  headers.delete('user-agent');
  headers.delete('dpop');
  if (headers.get('authorization')?.includes(HANDLE_PREFIX)) headers.delete('authorization');
  if (headers.get('x-auth-token')?.includes(HANDLE_PREFIX)) {
    headers.delete('x-auth-token');
    headers.delete('x-account-id'); // the other half of the same pair
  }
  return headers;
}
