import { describe, expect, test } from 'vitest';
import {
  addCounts,
  closingLine,
  countCheck,
  countPytest,
  countVitest,
  failureLines,
} from './counts.mjs';

/** @param {{ status: string, tests: readonly string[] }[]} files */
function vitestReport(files) {
  const testResults = files.map(({ status, tests }, index) => ({
    name: `/src/file-${index}.test.ts`,
    status,
    assertionResults: tests.map((each) => ({ status: each, fullName: `is ${each}` })),
  }));
  return JSON.stringify({ testResults });
}

test('the closing line sums everything up, and those that failed come before it', () => {
  const total = addCounts([
    countCheck('Lint', true),
    countCheck('Types', false),
    { passed: 3, failed: 1, skipped: 2, failures: ['a.test.ts: works'] },
  ]);
  expect(closingLine(total)).toBe('4 passed, 2 failed, 2 skipped');
  expect(failureLines(total)).toBe('Failed: Types\nFailed: a.test.ts: works\n');
});

describe('countVitest', () => {
  test('counts tests by how they ended', () => {
    const report = vitestReport([
      { status: 'failed', tests: ['passed', 'failed', 'skipped'] },
      { status: 'passed', tests: ['passed', 'pending', 'todo'] },
    ]);
    const failures = ['file-0.test.ts: is failed'];
    expect(countVitest('Unit', report, false)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 3,
      failures,
    });
  });

  test('counts a file that could not be loaded as a failure', () => {
    const report = vitestReport([
      { status: 'failed', tests: [] },
      { status: 'passed', tests: ['passed'] },
    ]);
    const failures = ['file-0.test.ts'];
    expect(countVitest('Unit', report, false)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      failures,
    });
  });

  test('counts a failure where vitest failed outside the tests, or wrote nothing', () => {
    const report = vitestReport([{ status: 'passed', tests: ['passed'] }]);
    const failed = { failed: 1, skipped: 0, failures: ['Unit'] };
    expect(countVitest('Unit', report, false)).toEqual({ passed: 1, ...failed });
    expect(countVitest('Unit', undefined, true)).toEqual({ passed: 0, ...failed });
  });
});

describe('countPytest', () => {
  const suite =
    '<testsuite name="pytest" errors="1" failures="1" skipped="3" tests="10" time="1.2">';
  const cases =
    '<testcase classname="tests.test_x" name="test_a" time="0.001"><failure message="no">' +
    '</failure></testcase><testcase classname="tests.test_x" name="test_b" time="0.001" />' +
    '<testcase classname="tests.test_x" name="test_c" time="0.001"><error message="no"></error></testcase>';

  test('counts errors as failures', () => {
    const report = `<?xml version="1.0"?><testsuites name="pytest tests">${suite}${cases}</testsuite></testsuites>`;
    expect(countPytest('Addon', report, false)).toEqual({
      ...{ passed: 5, failed: 2, skipped: 3 },
      failures: ['tests.test_x: test_a', 'tests.test_x: test_c'],
    });
  });

  test('counts a failure where pytest collected nothing, or wrote nothing', () => {
    const report =
      '<testsuites><testsuite name="pytest" errors="0" failures="0" tests="0"/></testsuites>';
    const failed = { passed: 0, failed: 1, skipped: 0, failures: ['Addon'] };
    expect(countPytest('Addon', report, false)).toEqual(failed);
    expect(countPytest('Addon', undefined, false)).toEqual(failed);
  });
});
