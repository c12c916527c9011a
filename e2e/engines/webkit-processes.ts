import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { createServer } from 'node:net';
import { WEBKIT_DRIVER, XVFB } from '../../scripts/lib/browsers.mjs';
import { VISIBLE } from '../harness/visible.js';

const READY_MS = 20_000;
const POLL_MS = 50;
const NOT_READY = "WebKit's driver did not start: is the package webkit2gtk-driver installed?";

/** The driver's server, and the screen for the browsers that it starts. */
export interface WebKitProcesses {
  /** Address of the driver's server. */
  readonly driverUrl: string;
  stop(): Promise<void>;
}

/** Starts WebKit's driver and, unless it is to be seen, an X server without a screen; resolves when both are ready. */
export async function startWebKitProcesses(): Promise<WebKitProcesses> {
  const screen = ['-displayfd', '3', '-screen', '0', '1280x960x24', '-nolisten', 'tcp'];
  const xvfb = VISIBLE
    ? undefined
    : start(XVFB, screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const driver = start(WEBKIT_DRIVER, ['-p', String(port)], {
    env: {
      ...process.env,
      ...(xvfb && { DISPLAY: `:${await firstLine(xvfb)}` }),
      // Its sandbox does not start for root.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
    stdio: 'ignore',
  });
  const driverUrl = `http://127.0.0.1:${port}`;
  await untilReady(`${driverUrl}/status`);
  return {
    driverUrl,
    stop: async () => {
      await stop(driver);
      if (xvfb) await stop(xvfb);
    },
  };
}

/** Starts a program that ends with the tests, also where these are stopped. */
function start(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const started = spawn(program, args, options);
  process.once('exit', () => started.kill());
  // One that is not there is missed where its readiness is waited for.
  started.once('error', () => undefined);
  return started;
}

/** What Xvfb writes once clients can connect: the number of its display. */
async function firstLine(xvfb: ChildProcess): Promise<string> {
  const output = xvfb.stdio[3];
  if (!output) throw new Error('Xvfb has no third output.');
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error('Xvfb did not start: is the package xvfb installed?'));
    const timer = setTimeout(failed, READY_MS);
    output.once('data', (line: Buffer) => {
      clearTimeout(timer);
      resolve(line.toString().trim());
    });
    xvfb.once('exit', failed).once('error', failed);
  });
}

/** Resolves when the server answers. */
async function untilReady(url: string): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!(await fetch(url).catch(() => undefined))) {
    if (Date.now() > end) throw new Error(NOT_READY);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill();
  await ended;
}
