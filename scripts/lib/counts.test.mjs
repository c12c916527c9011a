import { describe, expect, test } from 'vitest';
import { addCounts, closingLine, countCheck, countPytest, countVitest } from './counts.mjs';

/** @param {{ status: string, tests: readonly string[] }[]} files */
function vitestReport(files) {
  const testResults = files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  }));
  return JSON.stringify({ testResults });
}

test('the closing line sums everything up', () => {
  const total = addCounts([
    countCheck(true),
    countCheck(false),
    { passed: 3, failed: 0, skipped: 2 },
  ]);
  expect(closingLine(total)).toBe('4 passed, 1 failed, 2 skipped');
});

describe('countVitest', () => {
  test('counts tests by how they ended', () => {
    const report = vitestReport([
      { status: 'failed', tests: ['passed', 'failed', 'skipped'] },
      { status: 'passed', tests: ['passed', 'pending', 'todo'] },
    ]);
    expect(countVitest(report, false)).toEqual({ passed: 2, failed: 1, skipped: 3 });
  });

  test('counts a file that could not be loaded as a failure', () => {
    const report = vitestReport([
      { status: 'failed', tests: [] },
      { status: 'passed', tests: ['passed'] },
    ]);
    expect(countVitest(report, false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('counts a failure where vitest failed outside the tests, or wrote nothing', () => {
    const report = vitestReport([{ status: 'passed', tests: ['passed'] }]);
    expect(countVitest(report, false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countVitest(undefined, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('countPytest', () => {
  const suite =
    '<testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.2">';

  test('counts errors as failures', () => {
    const report = `<?xml version="1.0"?><testsuites name="pytest tests">${suite}</testsuite></testsuites>`;
    expect(countPytest(report, false)).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  test('counts a failure where pytest collected nothing, or wrote nothing', () => {
    const report =
      '<testsuites><testsuite name="pytest" errors="0" failures="0" tests="0"/></testsuites>';
    expect(countPytest(report, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countPytest(undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
