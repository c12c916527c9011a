import type { RequestHandler } from 'express';
import type { Settings } from './options.js';
import { errorPage } from './pages/error-page.js';

/** Headers of every page: no script but ours, no frame around it, only the site in its frame. */
export function pageHeaders({ siteOrigin }: Settings): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `frame-src ${siteOrigin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Cache-Control', 'no-store');
    // Not no-referrer: forms would then be sent with the origin "null".
    response.setHeader('Referrer-Policy', 'same-origin');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  };
}

/** Refuses what another origin's page sends: to a cookie's SameSite, the site on localhost is the same site. */
export function sameOriginOnly({ origin }: Settings): RequestHandler {
  return (request, response, next) => {
    const from = request.headers.origin;
    if (from === undefined || from === origin) {
      next();
      return;
    }
    response.status(403).send(
      errorPage({
        title: 'Not from here',
        detail: 'Another page sent this form. Open the platform itself and try again.',
      }),
    );
  };
}
