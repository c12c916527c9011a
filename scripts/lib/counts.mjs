import { basename } from 'node:path';

/**
 * How many tests or checks ended in which way.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures names of those that failed
 */

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function addCounts(all) {
  /** @param {'passed' | 'failed' | 'skipped'} name */
  const sum = (name) => all.reduce((total, counts) => total + counts[name], 0);
  const failures = all.flatMap((counts) => counts.failures);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), failures };
}

/**
 * @param {Counts} counts
 * @returns {string} the last line of `npm test`
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {Counts} counts
 * @returns {string} the lines before the last: who sees the end of a log sees what to mend
 */
export function failureLines({ failures }) {
  return failures.map((name) => `Failed: ${name}\n`).join('');
}

/**
 * @param {string} name
 * @param {boolean} passed
 * @returns {Counts} of a check that is one thing, such as lint
 */
export function countCheck(name, passed) {
  const failures = passed ? [] : [name];
  return { passed: 1 - failures.length, failed: failures.length, skipped: 0, failures };
}

/**
 * @param {string} title of the suite
 * @param {string | undefined} report of vitest's JSON reporter; undefined where it wrote none
 * @param {boolean} succeeded vitest's own verdict: it also fails for what is in no test
 * @returns {Counts}
 */
export function countVitest(title, report, succeeded) {
  if (report === undefined) return countCheck(title, false);
  const files = JSON.parse(report).testResults;
  return withVerdict(title, addCounts(files.map(countVitestFile)), succeeded);
}

/**
 * @param {object} file
 * @param {string} file.name
 * @param {string} file.status
 * @param {{ status: string, fullName: string }[]} file.assertionResults
 * @returns {Counts}
 */
function countVitestFile({ name, status, assertionResults }) {
  /** @param {string} which */
  const those = (which) => assertionResults.filter((test) => test.status === which);
  const passed = those('passed').length;
  const failures = those('failed').map(({ fullName }) => `${basename(name)}: ${fullName}`);
  const skipped = assertionResults.length - passed - failures.length;
  // A file that failed outside its tests counts as one.
  if (status === 'failed' && failures.length === 0) failures.push(basename(name));
  return { passed, failed: failures.length, skipped, failures };
}

/**
 * @param {string} title of the suite
 * @param {string | undefined} report of pytest's --junitxml; undefined where it wrote none
 * @param {boolean} succeeded pytest's own verdict
 * @returns {Counts}
 */
export function countPytest(title, report, succeeded) {
  const suite = report?.match(/<testsuite [^>]*>/)?.[0];
  if (report === undefined || suite === undefined) return countCheck(title, false);
  /** @param {string} name */
  const attribute = (name) => Number(suite.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  const cases = report.matchAll(
    /<testcase classname="([^"]*)" name="([^"]*)"[^>]*>\s*<(?:failure|error)/g,
  );
  const failures = [...cases].map(([, file, test]) => `${file}: ${test}`);
  const passed = attribute('tests') - failed - skipped;
  return withVerdict(title, { passed, failed, skipped, failures }, succeeded);
}

/**
 * @param {string} title of the suite
 * @param {Counts} counts
 * @param {boolean} succeeded
 * @returns {Counts} with at least one failure where the tool says that it failed
 */
function withVerdict(title, counts, succeeded) {
  return succeeded || counts.failed > 0 ? counts : addCounts([counts, countCheck(title, false)]);
}
