import { join } from 'node:path';
import { BUILD, LOGS, shown } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';
import { writeAtomically } from './steps.mjs';

/**
 * Runs one of the commands and ends the process: with the code that it returns, or with 1 and one
 * line for what stopped it.
 *
 * @param {(context: import('./steps.mjs').Context) => Promise<number>} main
 */
export async function runMain(main) {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop.abort());
  const context = {
    signal: stop.signal,
    print: (/** @type {string} */ text) => void process.stdout.write(text),
    stamps: join(BUILD, 'stamps'),
  };
  try {
    process.exitCode = await main(context);
  } catch (error) {
    process.stderr.write(`${await explain(error)}\n`);
    process.exitCode = 1;
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
  await writeAtomically(log, `${stack}\n`);
  return `Stopped by an unexpected error: ${message.split('\n')[0]}. Full log: ${shown(log)}`;
}
