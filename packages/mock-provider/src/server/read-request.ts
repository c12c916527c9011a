import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as the server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  /** Path and query as they were sent, for searches that nothing leaked into them. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body read as a form. */
  readonly form: URLSearchParams;
}

/** Rejects where the client cuts the connection within its body. */
export async function readRequest(request: IncomingMessage, origin: string): Promise<Received> {
  const { method = '', url = '', headers } = request;
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { pathname: path, searchParams: query } = new URL(origin + url);
  return { method, path, url, query, headers, body, form: new URLSearchParams(body) };
}
