import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { countCheck, countPytest, countVitest } from './counts.mjs';
import { BUILD, NODE_MODULES, PYTHON } from './paths.mjs';
import { exitCode } from './run-command.mjs';
import { pytestTimes, vitestTimes } from './times.mjs';

/**
 * @typedef {object} Suite
 * @property {string} group for `npm test -- --only`
 * @property {string} title
 * @property {string} after the part of the build that it needs: `typescript`, or `all`
 * @property {boolean} [isShown] whether its output is shown while it runs; else only if it fails
 * @property {(run: Run) => Promise<Outcome>} run
 */

/**
 * @typedef {object} Run
 * @property {AbortSignal} signal
 * @property {NodeJS.WritableStream | undefined} output undefined: this process's own
 */

/**
 * @typedef {object} Outcome
 * @property {import('./counts.mjs').Counts} counts
 * @property {readonly import('./times.mjs').FileTime[]} files
 */

const REPORTS = join(BUILD, 'reports');
const CACHE = join(BUILD, 'cache');

/** @type {readonly Suite[]} those that run one after the other, beside the browser tests */
export const QUICK_SUITES = [
  check('Lint', 'eslint', [
    ...['.', '--max-warnings', '0', '--cache', '--cache-strategy', 'content'],
    ...['--cache-location', join(CACHE, 'eslint')],
  ]),
  check('Format', 'prettier', [
    ...['--check', '.', '--cache', '--cache-strategy', 'content'],
    ...['--cache-location', join(CACHE, 'prettier')],
  ]),
  check('Types', 'tsc', ['--build']),
  vitest('unit', 'Unit tests'),
  pytest('kernel', 'Python tests of the kernel helper'),
  // Builds sites: as many at a time as there are cores.
  pytest('addon', 'Python tests of the addon', ['-n', 'auto']),
];

/** @type {readonly Suite[]} */
export const BROWSER_SUITES = [{ ...vitest('e2e', 'Browser tests'), isShown: true }];

/** @type {readonly Suite[]} for `npm run test:soak`: what takes too long for every change */
export const SOAK = [{ ...vitest('soak', 'Long tests'), isShown: true }];

/**
 * @param {string} path of a test file, as it was typed
 * @param {readonly string[]} options of its runner
 * @returns {Suite} only that file, or the files below that folder
 */
export function fileSuite(path, options) {
  const [, name = ''] = /^packages\/(kernel|addon)\/tests/.exec(path) ?? [];
  if (name !== '') return { ...pytest(name, path, options, path), isShown: true };
  const project = ['e2e/soak', 'e2e'].find((folder) => path.startsWith(folder)) ?? 'unit';
  return { ...vitest(project.replace('e2e/', ''), path, [path, ...options]), isShown: true };
}

/**
 * Runs a suite; what it prints goes to a log if it is not shown.
 *
 * @param {Suite} suite
 * @param {AbortSignal} signal
 * @returns {Promise<Outcome & { seconds: number, log: string | undefined }>} the log's text if the suite failed
 */
export async function runSuite(suite, signal) {
  const started = Date.now();
  const path = join(REPORTS, `${suite.title.replaceAll(/\W+/g, '-').toLowerCase()}.log`);
  await mkdir(REPORTS, { recursive: true });
  const output = suite.isShown ? undefined : createWriteStream(path);
  const outcome = await suite.run({ signal, output });
  output?.end();
  if (output) await finished(output);
  const isQuiet = suite.isShown || outcome.counts.failed === 0;
  return {
    ...outcome,
    seconds: (Date.now() - started) / 1000,
    log: isQuiet ? undefined : await readFile(path, 'utf8'),
  };
}

/**
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Suite} one check, that passes or fails as a whole
 */
function check(title, command, args) {
  return {
    group: 'lint',
    title,
    after: 'typescript',
    run: async ({ signal, output }) => {
      const code = await exitCode(bin(command), args, { signal }, output);
      return { counts: countCheck(title, code === 0), files: [] };
    },
  };
}

/**
 * @param {string} project of vitest.config.mjs
 * @param {string} title
 * @param {readonly string[]} [options]
 * @returns {Suite}
 */
function vitest(project, title, options = []) {
  return {
    group: project,
    title,
    after: 'all',
    run: ({ signal, output }) =>
      withReport(title, `${project}.json`, countVitest, vitestTimes, (report) => {
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
        const args = ['run', '--project', project, ...reporters, ...options];
        return exitCode(bin('vitest'), args, { signal }, output);
      }),
  };
}

/**
 * @param {string} name of the package: each has settings for pytest of its own
 * @param {string} title
 * @param {readonly string[]} [options] of pytest
 * @param {string} [path] of the tests
 * @returns {Suite}
 */
function pytest(name, title, options = [], path = `packages/${name}/tests`) {
  const times = (/** @type {string} */ report) => pytestTimes(report, `packages/${name}`);
  return {
    group: 'python',
    title,
    after: 'all',
    run: ({ signal, output }) =>
      withReport(title, `python-${name}.xml`, countPytest, times, (report) => {
        const args = ['-m', 'pytest', '-q', ...options, `--junitxml=${report}`, path];
        return exitCode(PYTHON, args, { signal }, output);
      }),
  };
}

/**
 * @param {string} title of the suite
 * @param {string} name of the report's file
 * @param {(title: string, report: string | undefined, succeeded: boolean) => import('./counts.mjs').Counts} count
 * @param {(report: string) => import('./times.mjs').FileTime[]} times
 * @param {(path: string) => Promise<number | string>} run writes the report, returns the exit code
 * @returns {Promise<Outcome>}
 */
async function withReport(title, name, count, times, run) {
  const path = join(REPORTS, name);
  await rm(path, { force: true });
  const code = await run(path);
  const report = await readFile(path, 'utf8').catch(() => undefined);
  return {
    counts: count(title, report, code === 0),
    files: report === undefined ? [] : times(report),
  };
}

/** @param {string} command */
function bin(command) {
  return join(NODE_MODULES, '.bin', command);
}
