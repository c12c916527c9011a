import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** A server of somebody else, which answers everything and knows what reached it. */
export interface Sink {
  readonly origin: string;
  /** Path and query of every request, WebSockets' too. */
  readonly received: readonly string[];
  /** How many datagrams came to the port: HTTP/3, and WebTransport over it, begin with one. */
  datagrams(): number;
  stop(): Promise<void>;
}

/** Starts one on a free port. `/hop?to=<url>` leads to the URL. */
export async function startSink(): Promise<Sink> {
  const received: string[] = [];
  let datagrams = 0;
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    received.push(url);
    const to = new URL(url, 'http://sink').searchParams.get('to');
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'text/javascript');
    if (to !== null) response.writeHead(302, { location: to });
    response.end('"reached"');
  });
  server.on('upgrade', (request, socket) => {
    received.push(request.url ?? '');
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const socket = createSocket('udp4', () => (datagrams += 1));
  socket.bind(address.port, '127.0.0.1');
  await once(socket, 'listening');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    datagrams: () => datagrams,
    stop: async () => {
      socket.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
