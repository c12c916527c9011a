import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { LOGS, ROOT, shown } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';

/** What a command that was told to end has for it; npm at times looks up only after a minute. */
const GRACE_MS = 3000;

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET|name resolution|failure resolving|NewConnectionError|Network is unreachable|Could not resolve|Unable to connect|Could not connect|ConnectTimeoutError/i;

/**
 * Runs a set-up command; its output goes to `.build/logs/<log>.log`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options
 * @param {string} options.log name of the log, without extension
 * @param {AbortSignal} options.signal ends the command and its children
 * @param {string} options.what for the error: what could not be done
 * @param {string} [options.hint] for the error: what to do
 * @param {string} [options.cwd] default: the repository's root
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment
 * @returns {Promise<void>}
 * @throws {SetUpError} naming the reason and the log
 */
export async function runCommand(command, args, options) {
  const path = join(LOGS, `${options.log}.log`);
  await mkdir(LOGS, { recursive: true });
  const file = createWriteStream(path);
  file.write(`$ ${[command, ...args].join(' ')}\n`);
  const code = options.signal.aborted ? 'SIGTERM' : await exitCode(command, args, options, file);
  file.end();
  await finished(file);

  if (options.signal.aborted) throw new SetUpError('Stopped. The same command goes on from here.');
  if (code === 0) return;
  const offline = NO_NETWORK.test(await readFile(path, 'utf8'));
  const reason = offline ? 'the package registry cannot be reached' : `it ended with ${code}`;
  const hint = offline ? 'Check the network and try again.' : (options.hint ?? 'The log says why.');
  throw new SetUpError(`${options.what} failed: ${reason}. ${hint} Full log: ${shown(path)}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal, cwd?: string | undefined, env?: NodeJS.ProcessEnv | undefined }} options
 * @param {NodeJS.WritableStream} [output] default: this process's own
 * @returns {Promise<number | string>} exit code, or the name of the signal or error that ended it
 */
export function exitCode(command, args, { signal, cwd = ROOT, env = {} }, output) {
  return new Promise((resolve) => {
    // A group of its own, so that its children end with it.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output ? 'pipe' : 'inherit', output ? 'pipe' : 'inherit'],
      detached: true,
    });
    /** @type {NodeJS.Timeout | undefined} */
    let lastResort;
    const stop = () => {
      killGroup(child.pid, 'SIGTERM');
      lastResort = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const settle = (/** @type {number | string} */ result) => {
      signal.removeEventListener('abort', stop);
      clearTimeout(lastResort);
      resolve(result);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (output) {
      child.stdout?.pipe(output, { end: false });
      child.stderr?.pipe(output, { end: false });
    }
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      settle(error.code ?? error.message);
    });
    child.once('close', (code, killedBy) => settle(code ?? killedBy ?? 'no exit code'));
  });
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
