/**
 * How many tests or checks ended in which way.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function addCounts(all) {
  /** @param {keyof Counts} name */
  const sum = (name) => all.reduce((total, counts) => total + counts[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/**
 * @param {Counts} counts
 * @returns {string} the last line of `npm test`
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {boolean} passed
 * @returns {Counts} of a check that is one thing, such as lint
 */
export function countCheck(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/**
 * @param {string | undefined} report of vitest's JSON reporter; undefined where it wrote none
 * @param {boolean} succeeded vitest's own verdict: it also fails for what is in no test
 * @returns {Counts}
 */
export function countVitest(report, succeeded) {
  if (report === undefined) return countCheck(false);
  const files = JSON.parse(report).testResults;
  return withVerdict(addCounts(files.map(countVitestFile)), succeeded);
}

/** @param {{ status: string, assertionResults: { status: string }[] }} file */
function countVitestFile({ status, assertionResults }) {
  /** @param {string} name */
  const count = (name) => assertionResults.filter((test) => test.status === name).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const skipped = assertionResults.length - passed - failed;
  // A file that failed outside its tests counts as one.
  return { passed, failed: status === 'failed' ? Math.max(failed, 1) : failed, skipped };
}

/**
 * @param {string | undefined} report of pytest's --junitxml; undefined where it wrote none
 * @param {boolean} succeeded pytest's own verdict
 * @returns {Counts}
 */
export function countPytest(report, succeeded) {
  const suite = report?.match(/<testsuite [^>]*>/)?.[0];
  if (suite === undefined) return countCheck(false);
  /** @param {string} name */
  const attribute = (name) => Number(suite.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const skipped = attribute('skipped');
  return withVerdict({ passed: attribute('tests') - failed - skipped, failed, skipped }, succeeded);
}

/**
 * @param {Counts} counts
 * @param {boolean} succeeded
 * @returns {Counts} with at least one failure where the tool says that it failed
 */
function withVerdict(counts, succeeded) {
  return succeeded ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
