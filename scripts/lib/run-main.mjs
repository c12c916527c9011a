import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOGS, shown } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Runs one of the commands and ends the process: with the code that it returns, or with 1 and one
 * line for what stopped it.
 *
 * @param {(context: import('./download.mjs').Context) => Promise<number>} main
 */
export async function runMain(main) {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop.abort());
  const context = {
    signal: stop.signal,
    print: (/** @type {string} */ text) => void process.stdout.write(text),
    steps: [],
  };
  try {
    process.exitCode = await main(context);
  } catch (error) {
    process.stderr.write(`${await explain(error)}\n`);
    process.exitCode = 1;
    // What runs beside it ends, too.
    stop.abort();
  }
}

/**
 * @param {unknown} error
 * @returns {Promise<string>} one line; the details of what nobody expected go to a log
 */
async function explain(error) {
  if (error instanceof SetUpError) return error.message;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const log = join(LOGS, 'unexpected-error.log');
  await mkdir(LOGS, { recursive: true });
  await writeFile(log, `${stack}\n`);
  return `Stopped by an unexpected error: ${message.split('\n')[0]}. Full log: ${shown(log)}`;
}
