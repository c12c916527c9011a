import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countCheck, countPytest, countVitest } from './counts.mjs';
import { BUILD, NODE_MODULES, PYTHON } from './paths.mjs';
import { exitCode } from './run-command.mjs';

/**
 * @typedef {object} Suite
 * @property {string} group for `npm test -- --only`
 * @property {string} title
 * @property {(context: import('./steps.mjs').Context) => Promise<import('./counts.mjs').Counts>} run
 */

const REPORTS = join(BUILD, 'reports');

/** @type {readonly Suite[]} in the order in which they run: the quick ones first */
export const SUITES = [
  check('Lint', 'eslint', ['.', '--max-warnings', '0']),
  check('Format', 'prettier', ['--check', '.']),
  check('Types', 'tsc', ['--build']),
  vitest('unit', 'Unit tests'),
  pytest('kernel', 'Python tests of the kernel helper'),
  // Builds sites: as many at a time as there are cores.
  pytest('addon', 'Python tests of the addon', ['-n', 'auto']),
  vitest('e2e', 'Browser tests'),
];

/** For `npm run test:soak`: what takes too long for every change. */
export const SOAK = [vitest('soak', 'Long tests')];

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
    run: async (context) => countCheck(title, (await exitCode(bin(command), args, context)) === 0),
  };
}

/**
 * @param {string} project of vitest.config.mjs
 * @param {string} title
 * @returns {Suite}
 */
function vitest(project, title) {
  return {
    group: project,
    title,
    run: (context) =>
      withReport(title, `${project}.json`, countVitest, (report) => {
        const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
        return exitCode(bin('vitest'), ['run', '--project', project, ...reporters], context);
      }),
  };
}

/**
 * @param {string} name of the package: each has settings for pytest of its own
 * @param {string} title
 * @param {readonly string[]} [options] of pytest
 * @returns {Suite}
 */
function pytest(name, title, options = []) {
  return {
    group: 'python',
    title,
    run: (context) =>
      withReport(title, `python-${name}.xml`, countPytest, (report) => {
        const args = [
          '-m',
          'pytest',
          '-q',
          ...options,
          `--junitxml=${report}`,
          `packages/${name}/tests`,
        ];
        return exitCode(PYTHON, args, context);
      }),
  };
}

/**
 * @param {string} title of the suite
 * @param {string} name of the report's file
 * @param {(title: string, report: string | undefined, succeeded: boolean) => import('./counts.mjs').Counts} count
 * @param {(path: string) => Promise<number | string>} run writes the report, returns the exit code
 */
async function withReport(title, name, count, run) {
  const path = join(REPORTS, name);
  await mkdir(REPORTS, { recursive: true });
  await rm(path, { force: true });
  const code = await run(path);
  return count(title, await readFile(path, 'utf8').catch(() => undefined), code === 0);
}

/** @param {string} command */
function bin(command) {
  return join(NODE_MODULES, '.bin', command);
}
