import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { LOGS, shown } from './paths.mjs';
import { exitCode } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';

/** What wireit's simple logger says of one script of package.json: which, and what it has come to. */
const EVENT = /^\S+ \[make:([\w-]+)\] (Running|Executed|Failed|Watching)/u;
/** Its cache holds copies of what is built: some 100 MB, for branches that come and go. */
const WIREIT = { WIREIT_LOGGER: 'simple', WIREIT_CACHE: 'none' };

/**
 * Runs a script of package.json that wireit knows, and those that it depends on, side by side; what
 * is made already of the same files is left as it is.
 *
 * @param {'packages' | 'all' | 'soak'} name of the script, after `make:`
 * @param {import('./download.mjs').Context} context after the installation
 * @param {(script: string) => void} [onMade] hears of each script that has succeeded, by its name after `make:`
 * @throws {SetUpError} naming the script that failed, and the log
 */
export async function build(name, context, onMade = () => {}) {
  /** @type {string[]} */
  const failed = [];
  const code = await runWireit(name, context, WIREIT, (script, event) => {
    if (event === 'Executed') onMade(script);
    if (event === 'Failed') failed.push(script);
  });
  if (context.signal.aborted) throw new SetUpError('Stopped. The same command goes on from here.');
  if (code !== 0) throw buildFailed(name, failed);
}

/**
 * Builds again after each change of a source, until it is stopped.
 *
 * @param {'all'} name of the script, after `make:`
 * @param {import('./download.mjs').Context} context after a build that has succeeded
 * @param {(error: SetUpError | undefined) => void} onBuilt hears of the end of each build, and of its failure
 */
export async function buildOnChange(name, context, onBuilt) {
  /** @type {string[]} */
  const failed = [];
  await runWireit(name, context, { ...WIREIT, WIREIT_WATCH: 'true' }, (script, event) => {
    if (event === 'Failed') failed.push(script);
    if (event !== 'Watching') return;
    onBuilt(failed.length > 0 ? buildFailed(name, failed) : undefined);
    failed.length = 0;
  });
}

/**
 * @param {string} name
 * @param {import('./download.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 * @param {(script: string, event: string) => void} onEvent
 * @returns {Promise<number | string>} exit code, or the name of the signal that ended it
 */
async function runWireit(name, context, env, onEvent) {
  await mkdir(LOGS, { recursive: true });
  const log = createWriteStream(logOf(name));
  /** @type {Map<string, number>} when each began (ms since the epoch) */
  const begun = new Map();
  const lines = byLine((line) => {
    log.write(`${line}\n`);
    const [, script = '', event = ''] = EVENT.exec(line) ?? [];
    if (event === 'Running') begun.set(script, Date.now());
    if (event === 'Executed') addStep(script, begun.get(script) ?? Date.now(), context);
    if (event !== '') onEvent(script, event);
  });
  const args = ['run', '--silent', `make:${name}`];
  const code = await exitCode('npm', args, { signal: context.signal, env }, lines);
  log.end();
  return code;
}

/**
 * @param {string} script
 * @param {number} started ms since the epoch
 * @param {import('./download.mjs').Context} context
 */
function addStep(script, started, { steps, print }) {
  const step = { title: `make:${script}`, seconds: (Date.now() - started) / 1000 };
  steps.push(step);
  print(`${step.title}: ${step.seconds.toFixed(1)} s\n`);
}

/**
 * @param {string} name
 * @param {readonly string[]} failed
 */
function buildFailed(name, failed) {
  const [script = name] = failed;
  return new SetUpError(`npm run make:${script} failed. The log says why: ${shown(logOf(name))}`);
}

/** @param {string} name */
function logOf(name) {
  return join(LOGS, `make-${name}.log`);
}

/**
 * @param {(line: string) => void} take
 * @returns {Writable} that hands over what is written to it line by line
 */
function byLine(take) {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    defaultEncoding: 'utf8',
    write(chunk, _encoding, done) {
      const [...all] = `${rest}${chunk}`.split('\n');
      rest = all.pop() ?? '';
      for (const line of all) take(line);
      done();
    },
  });
}
