import { createServer } from 'node:net';
import { SetUpError } from './set-up-error.mjs';

export const DEFAULT_PORT = 8000;

/**
 * @param {number} port of the site
 * @returns {number} port of its platform
 */
export function platformPort(port) {
  return port + 1;
}

/**
 * @param {readonly string[]} args of the command line
 * @returns {number} from `--port N` or `--port=N`, else 8000
 * @throws {SetUpError} for anything else
 */
export function parsePort(args) {
  const [name, value = ''] = args.length === 1 ? (args[0]?.split('=') ?? []) : args;
  if (name === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (name !== '--port' || args.length > 2 || !/^\d+$/.test(value) || port < 1 || port > 65534) {
    throw new SetUpError(
      'Usage: npm start [-- --port N], or npm run dev [-- --port N], with N from 1 to 65534.',
    );
  }
  return port;
}

/**
 * @param {readonly number[]} ports
 * @param {string} hint what to do where one is taken
 * @throws {SetUpError}
 */
export async function requireFreePorts(ports, hint) {
  for (const port of ports) {
    for (const host of [undefined, '127.0.0.1', '::1']) {
      const error = await listenOnce(port, host);
      if (error === 'EACCES') throw new SetUpError(`Port ${port} is not allowed. ${hint}`);
      if (error === 'EADDRINUSE') throw new SetUpError(`Port ${port} is in use. ${hint}`);
    }
  }
}

/**
 * @param {number} port
 * @param {string | undefined} host
 * @returns {Promise<string | undefined>} the error's code
 */
function listenOnce(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}
