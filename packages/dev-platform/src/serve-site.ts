import express, { type RequestHandler, type Response } from 'express';
import { listenOnLoopback } from './listen.js';

export interface ServeSiteOptions {
  /** Folder of the built site. */
  readonly root: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Path that the site lies under. Default: `/`. */
  readonly basePath?: string;
}

export interface ServedSite {
  readonly origin: string;
  /** The site's address, ending in a slash. */
  readonly url: string;
  /** Path and query of every request, in order. */
  readonly received: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves a built JupyterLite site on localhost, as a web host would: nothing
 * is cached without asking, and no script but the site's worker can become a
 * service worker.
 * @throws PortInUseError with code `EADDRINUSE`.
 */
export async function serveSite(options: ServeSiteOptions): Promise<ServedSite> {
  const basePath = `/${options.basePath ?? ''}/`.replace(/\/+/g, '/');
  const listener = await listenOnLoopback(options.port);
  const app = express();
  app.disable('x-powered-by');
  const received: string[] = [];
  app.use((request, _response, next) => {
    received.push(request.originalUrl);
    next();
  });
  app.use(refuseOtherWorkers(`${basePath}service-worker.js`));
  app.use(basePath, express.static(options.root, { setHeaders, cacheControl: false }));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('Not found');
  });
  listener.answerWith(app);
  const origin = `http://localhost:${listener.port}`;
  return { origin, url: `${origin}${basePath}`, received, stop: () => listener.stop() };
}

// A hostile script file, uploaded anywhere, registered at a narrower scope would see the calls made there.
function refuseOtherWorkers(workerPath: string): RequestHandler {
  return (request, response, next) => {
    if (request.headers['service-worker'] !== 'script' || request.path === workerPath) {
      next();
      return;
    }
    response.status(403).type('text/plain').send(`Only ${workerPath} may be a service worker.`);
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ipynb: 'application/json; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
  whl: 'application/zip',
};

function setHeaders(response: Response, path: string): void {
  response.setHeader('Cache-Control', 'no-cache');
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (type) response.setHeader('Content-Type', type);
}
