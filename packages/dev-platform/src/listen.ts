import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port belongs to another program. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'EADDRINUSE';
  constructor(readonly port: number) {
    super(`Port ${port} is in use: stop the program that uses it or choose another port.`);
  }
}

export interface Listener {
  readonly port: number;
  /** Answers requests from now on; before, they wait. */
  answerWith(handler: RequestListener): void;
  /** Ends every connection and frees the port. */
  stop(): Promise<void>;
}

/**
 * Listens on the loopback addresses only, IPv4 and, where the machine has it,
 * IPv6: browsers try both for `localhost`, and no other machine may come in.
 * @param port 0 takes a free one.
 * @throws PortInUseError with code `EADDRINUSE`.
 */
export async function listenOnLoopback(port: number): Promise<Listener> {
  const v4 = createServer();
  const taken = await listen(v4, port, '127.0.0.1');
  const servers = [v4];
  const v6 = createServer();
  try {
    await listen(v6, taken, '::1');
    servers.push(v6);
  } catch (error) {
    if (error instanceof PortInUseError) {
      await close(v4);
      throw error;
    }
    // A machine without IPv6 is fine: localhost is 127.0.0.1 there.
  }
  return {
    port: taken,
    answerWith: (handler) => servers.forEach((server) => server.on('request', handler)),
    stop: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error),
    );
    server.listen(port, host, () => resolve(portOf(server.address(), port)));
  });
}

function portOf(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
