import type { ServerResponse } from 'node:http';
import type { Received } from './read-request.js';

/** What a page may read beside the safelisted headers. */
const EXPOSED = 'dpop-nonce, www-authenticate, location, retry-after';

export function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', EXPOSED);
}

export function isPreflight({ method, headers }: Received): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** Allows what is asked for: `*` would leave out Authorization. */
export function answerPreflight(response: ServerResponse, { headers }: Received): void {
  response.writeHead(204, {
    'access-control-allow-methods': headers['access-control-request-method'] ?? '*',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
  });
  response.end();
}
