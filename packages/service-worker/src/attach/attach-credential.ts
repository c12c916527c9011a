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
  const { kind } = credential;
  // Browsers take Authorization off a cross-origin redirect, but not the headers of a pair.
  const sent = cleaned(request, kind === 'header-pair' ? 'error' : request.redirect);
  const { headers } = sent;
  if (kind === 'labarchives') {
    const url = await signedUrl(request.url, credential, sender.now(), { uid: credential.uid });
    return withoutUrl(await sender.fetch(await withUrl(url, sent)));
  }
  if (kind === 'header-pair') {
    headers.set('x-account-id', credential.accountId);
    headers.set('x-auth-token', credential.authToken);
  } else if (kind === 'header') {
    headers.set('authorization', credential.authorization);
  } else {
    const { accessToken, dpopKey } = credential;
    if (dpopKey) return sendBound(sent, accessToken, dpopKey, sender);
    headers.set('authorization', `Bearer ${accessToken}`);
  }
  return sender.fetch(sent);
}

async function sendBound(
  request: Request,
  accessToken: string,
  key: DpopKey,
  sender: Sender,
): Promise<Response> {
  const { headers } = request;
  const url = new URL(request.url);
  // A nonce may be wanted: what was sent must be there a second time.
  return sender.dpop({ method: request.method, url, headers }, accessToken, key, (bound) =>
    sender.fetch(new Request(request.clone(), { headers: bound })),
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

/** The request without what is ours. Its headers are the copy's own: a copy of headers alone takes several times as long. */
function cleaned(request: Request, redirect: RequestRedirect): Request {
  const sent = new Request(request, { mode: 'cors', redirect });
  const { headers } = sent;
  // Of a script, Firefox alone sends it: requests in Pyodide sets it, and few APIs' CORS headers allow it.
  headers.delete('user-agent');
  headers.delete('dpop');
  if (headers.get('authorization')?.includes(HANDLE_PREFIX)) headers.delete('authorization');
  if (headers.get('x-auth-token')?.includes(HANDLE_PREFIX)) {
    headers.delete('x-auth-token');
    headers.delete('x-account-id'); // the other half of the same pair
  }
  return sent;
}
