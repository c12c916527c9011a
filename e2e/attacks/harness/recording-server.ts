import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, handshakes of WebSockets included. */
export interface Recorded {
  readonly method: string;
  /** Host and port as the client wrote them. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values, as one text. */
  readonly headers: string;
  readonly body: string;
}

/** A server that takes everything from everybody, and keeps it. */
export interface RecordingServer {
  readonly port: number;
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly received: readonly Recorded[];
  stop(): Promise<void>;
}

/**
 * Listens on a free port of localhost. CORS is open to all, but at `/closed`; `/destroyed` cuts the
 * connection, `/redirect?to=…&status=…` redirects, `/events` is an event stream, and what ends in
 * `.js` a script that calls `loaded()`, in `.html` a page with a frame for the site.
 */
export async function startRecordingServer(): Promise<RecordingServer> {
  const received: Recorded[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    void read(request).then((body) => {
      received.push(recordOf(request, body));
      respond(request, response);
    });
  const servers = [createServer(answer)];
  const port = await listen(servers[0], 0, '127.0.0.1');
  const v6 = createServer(answer);
  // A machine without IPv6 is fine: localhost is 127.0.0.1 there.
  if (await listen(v6, port, '::1').catch(() => undefined)) servers.push(v6);
  for (const server of servers) {
    server.on('upgrade', (request: IncomingMessage, socket) => {
      received.push(recordOf(request, ''));
      socket.destroy();
    });
  }
  return {
    port,
    origin: `http://localhost:${port}`,
    received,
    stop: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function recordOf({ method, url, headers }: IncomingMessage, body: string): Recorded {
  return {
    method: method ?? '',
    host: headers.host ?? '',
    target: url ?? '',
    headers: JSON.stringify(headers),
    body,
  };
}

function respond({ method, url = '/', headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const { origin } = headers;
  if (pathname.endsWith('/destroyed')) {
    response.destroy();
    return;
  }
  if (origin !== undefined && !pathname.endsWith('/closed')) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-expose-headers', '*');
  }
  if (method === 'OPTIONS') {
    const [asked, method] = [
      headers['access-control-request-headers'],
      headers['access-control-request-method'],
    ];
    if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
    if (method !== undefined) response.setHeader('access-control-allow-methods', method);
    response.writeHead(204).end();
    return;
  }
  const to = searchParams.get('to');
  if (pathname.endsWith('/redirect') && to !== null) {
    response.writeHead(Number(searchParams.get('status') ?? '302'), { location: to }).end();
  } else if (pathname.endsWith('/events')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: here\n\n');
  } else if (pathname.endsWith('.html')) {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<iframe id="notebooks"></iframe>');
  } else if (pathname.endsWith('.js')) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end('self.loaded?.();');
  } else {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ at: pathname }));
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server | undefined, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server?.once('error', reject);
    server?.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
