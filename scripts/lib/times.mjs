import { shown } from './paths.mjs';

/**
 * @typedef {object} FileTime
 * @property {string} path of the test file, from the repository's root
 * @property {number} seconds of all of it, set-up included
 * @property {readonly TestTime[]} tests
 */

/**
 * @typedef {object} TestTime
 * @property {string} name
 * @property {number} seconds
 */

/** What a file may take with the others beside it, on two idle cores (s), by the start of its path. */
const BUDGETS = /** @type {const} */ ([
  ['e2e/pictures/', 250],
  ['e2e/engines/standalone', 190],
  ['e2e/', 120],
  ['packages/addon/tests/', 140],
  ['', 40],
]);
const SLOWEST = 20;

/**
 * @param {string} report of vitest's JSON reporter
 * @returns {FileTime[]}
 */
export function vitestTimes(report) {
  /** @type {{ testResults: { name: string, startTime: number, endTime: number, assertionResults: { fullName: string, duration?: number | null }[] }[] }} */
  const { testResults } = JSON.parse(report);
  return testResults.map(({ name, startTime, endTime, assertionResults }) => ({
    path: shown(name),
    seconds: (endTime - startTime) / 1000,
    tests: assertionResults.map(({ fullName, duration }) => ({
      name: fullName,
      seconds: (duration ?? 0) / 1000,
    })),
  }));
}

/**
 * @param {string} report of pytest's --junitxml
 * @param {string} folder that pytest names modules from, relative to the repository
 * @returns {FileTime[]}
 */
export function pytestTimes(report, folder) {
  /** @type {Map<string, { name: string, seconds: number }[]>} */
  const files = new Map();
  const cases = report.matchAll(/<testcase classname="([^"]*)" name="([^"]*)" time="([\d.]+)"/g);
  for (const [, module = '', name = '', time] of cases) {
    const path = `${folder}/${module.replaceAll('.', '/')}.py`;
    files.set(path, [...(files.get(path) ?? []), { name, seconds: Number(time) }]);
  }
  return [...files].map(([path, tests]) => ({
    path,
    seconds: tests.reduce((sum, { seconds }) => sum + seconds, 0),
    tests,
  }));
}

/**
 * Where the time went: the lines before the closing one.
 *
 * @param {object} run
 * @param {number} run.seconds of all of it
 * @param {readonly import('./download.mjs').Step[]} run.steps of the set-up
 * @param {number} run.setUpSeconds
 * @param {readonly { title: string, seconds: number, files: readonly FileTime[] }[]} run.suites
 * @returns {string}
 */
export function timesReport({ seconds, steps, setUpSeconds, suites }) {
  const files = suites.flatMap((suite) => suite.files);
  const tests = files.flatMap(({ path, tests }) =>
    tests.map(({ name, seconds }) => ({ title: `${path}: ${name}`, seconds })),
  );
  const over = files.flatMap(({ path, seconds }) => {
    const [, budget = 0] = BUDGETS.find(([start]) => path.startsWith(start)) ?? [];
    return seconds > budget ? [{ title: `${path}, of ${budget} s`, seconds }] : [];
  });
  const lines = (/** @type {readonly import('./download.mjs').Step[]} */ rows) =>
    [...rows].sort((a, b) => b.seconds - a.seconds).map(row);
  const minutes = [{ title: 'Set-up', seconds: setUpSeconds }, ...suites];
  return [
    'Minutes',
    ...minutes.map(({ title, seconds }) => `${inMinutes(seconds)}  ${title}`),
    `${inMinutes(seconds)}  in all (suites run side by side)`,
    ...(steps.length === 0 ? [] : ['', 'Set-up, in seconds', ...lines(steps).slice(0, SLOWEST)]),
    ...(tests.length === 0
      ? []
      : ['', 'The slowest tests, in seconds', ...lines(tests).slice(0, SLOWEST)]),
    ...(over.length === 0 ? [] : ['', 'Files over their budget, in seconds', ...lines(over)]),
    '',
  ].join('\n');
}

/** @param {import('./download.mjs').Step} step */
function row({ title, seconds }) {
  return `${seconds.toFixed(1).padStart(7)}  ${title}`;
}

/** @param {number} seconds */
function inMinutes(seconds) {
  return `${(seconds / 60).toFixed(1).padStart(7)}`;
}
