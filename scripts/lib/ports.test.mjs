import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parsePort, requireFreePorts } from './ports.mjs';

/** @param {string} host */
async function listenSomewhere(host) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, host, () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return { server, port: address.port };
}

test('the port is 8000, or what --port says', () => {
  expect(parsePort([])).toBe(8000);
  expect(parsePort(['--port', '9000'])).toBe(9000);
  expect(parsePort(['--port=9000'])).toBe(9000);
});

test.each([
  [['--port']],
  [['--port', 'x']],
  [['--port', '']],
  [['--port', '0']],
  [['--port', '65535']],
  [['--port', '80', '90']],
  [['9000']],
])('%j is refused with the usage', (args) => {
  expect(() => parsePort(args)).toThrow('Usage: npm start');
});

test('a busy port is named', async () => {
  const { server, port } = await listenSomewhere('127.0.0.1');
  try {
    await expect(requireFreePorts([port], 'Hint.')).rejects.toThrow(
      `Port ${port} is in use. Hint.`,
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await expect(requireFreePorts([port], '')).resolves.toBeUndefined();
});
