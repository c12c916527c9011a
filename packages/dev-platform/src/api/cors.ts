import type { RequestHandler } from 'express';
import { fail } from './jsend.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'Authorization, X-Account-Id, X-Auth-Token, Content-Type, Accept, X-Requested-With';

/** Lets pages of these origins call the API (Fetch Standard, section 3.2); a preflight from elsewhere gets 403. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    const allowed = origin !== undefined && origins.includes(origin);
    if (allowed) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate');
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    if (!allowed) {
      fail(response, 403, 'Pages of this origin may not call the API');
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', METHODS);
    response.setHeader('Access-Control-Allow-Headers', HEADERS);
    response.setHeader('Access-Control-Max-Age', '600');
    response.status(204).end();
  };
}
