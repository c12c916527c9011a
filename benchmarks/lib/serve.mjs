/**
 * The web hosts of the variants and the API, in a process of their own: what
 * the measuring process does must not slow them down. Forked; the message
 * `{ sites: { name: folder } }` is answered with `{ sites: { name: origin }, api: origin }`, then
 * `{ files: { name: { path: text } } }`, what a site has beside its folder, with `{}`.
 */
import { createServer } from 'node:http';
import express from 'express';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 */

const ITEMS = Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` }));
const ITEM = JSON.stringify({ items: ITEMS });
const CHUNK = Buffer.alloc(256 * 1024, 'x');
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '7200',
};

/** @type {Record<string, Record<string, string>>} */
let files = {};
process.on('message', async (/** @type {any} */ message) => {
  if (message.files) {
    files = message.files;
    process.send?.({});
    return;
  }
  /** @type {Record<string, string>} */
  const sites = {};
  for (const [name, folder] of Object.entries(message.sites)) {
    sites[name] = await listen(siteApp(name, folder));
  }
  process.send?.({ sites, api: await listen(answerCall) });
});
process.on('disconnect', () => process.exit());

/**
 * As most web hosts of static files: with validators, asked each time.
 *
 * @param {string} name
 * @param {string} folder
 */
function siteApp(name, folder) {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    const text = files[name]?.[request.path];
    if (text === undefined) return next();
    response.set('cache-control', 'no-cache').type(request.path.replace(/^.*\./, '')).send(text);
  });
  const setHeaders = (/** @type {Response} */ response, /** @type {string} */ path) => {
    if (path.endsWith('.mjs')) response.setHeader('content-type', 'text/javascript');
    response.setHeader('cache-control', 'no-cache');
  };
  app.use(express.static(folder, { setHeaders, cacheControl: false }));
  return app;
}

/**
 * @param {Request} request
 * @param {Response} response
 */
function answerCall(request, response) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api');
  const isOpen = pathname.startsWith('/open/');
  if (request.method === 'OPTIONS') {
    response.writeHead(204, CORS).end();
  } else if (!isOpen && !/^Bearer .+/.test(request.headers.authorization ?? '')) {
    response.writeHead(401, CORS).end();
  } else if (request.method === 'POST') {
    countBody(request, response);
  } else if (searchParams.has('mb')) {
    stream(response, Number(searchParams.get('mb')) * 4);
  } else {
    response.writeHead(200, { ...CORS, 'content-type': 'application/json' }).end(ITEM);
  }
}

/**
 * @param {Request} request
 * @param {Response} response
 */
function countBody(request, response) {
  let bytes = 0;
  request.on('data', (/** @type {Buffer} */ chunk) => (bytes += chunk.length));
  request.on('end', () => response.writeHead(200, CORS).end(String(bytes)));
}

/**
 * @param {Response} response
 * @param {number} chunks
 */
function stream(response, chunks) {
  response.writeHead(200, { ...CORS, 'content-type': 'application/octet-stream' });
  let left = chunks;
  const write = () => {
    while (left > 0) {
      left -= 1;
      if (!response.write(CHUNK)) {
        response.once('drain', write);
        return;
      }
    }
    response.end();
  };
  write();
}

/**
 * @param {import('node:http').RequestListener} handler
 * @returns {Promise<string>} origin
 */
function listen(handler) {
  return new Promise((resolve) => {
    const server = createServer({ keepAliveTimeout: 60_000 }, handler);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('No port.');
      resolve(`http://localhost:${address.port}`);
    });
  });
}
