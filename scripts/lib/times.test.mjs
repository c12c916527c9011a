import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './paths.mjs';
import { pytestTimes, timesReport, vitestTimes } from './times.mjs';

const SLOW = join(ROOT, 'e2e', 'flows', 'slow.test.ts');

const vitest = JSON.stringify({
  testResults: [
    {
      name: SLOW,
      startTime: 1_000,
      endTime: 151_500,
      assertionResults: [
        { fullName: 'waits', duration: 80_000 },
        { fullName: 'is skipped', duration: null },
      ],
    },
  ],
});
const pytest = `<testsuites><testsuite name="pytest" errors="0">
<testcase classname="tests.test_a" name="test_one" time="1.5"/>
<testcase classname="tests.test_a" name="test_two[x]" time="2.25"><skipped/></testcase>
</testsuite></testsuites>`;

test("reads vitest's report: a file's seconds have its set-up in them", () => {
  expect(vitestTimes(vitest)).toEqual([
    {
      path: 'e2e/flows/slow.test.ts',
      seconds: 150.5,
      tests: [
        { name: 'waits', seconds: 80 },
        { name: 'is skipped', seconds: 0 },
      ],
    },
  ]);
});

test("reads pytest's report", () => {
  expect(pytestTimes(pytest, 'packages/a')).toEqual([
    {
      path: 'packages/a/tests/test_a.py',
      seconds: 3.75,
      tests: [
        { name: 'test_one', seconds: 1.5 },
        { name: 'test_two[x]', seconds: 2.25 },
      ],
    },
  ]);
});

test('says where the time went: by suite, set-up step and test, and which file is over its budget', () => {
  const report = timesReport({
    seconds: 150,
    setUpSeconds: 30,
    steps: [
      { title: 'make:worker', seconds: 3 },
      { title: 'JavaScript packages', seconds: 20 },
    ],
    suites: [
      { title: 'Browser tests', seconds: 120, files: vitestTimes(vitest) },
      { title: 'Python tests', seconds: 3.75, files: pytestTimes(pytest, 'packages/a') },
    ],
  });
  expect(report.split('\n')).toEqual([
    'Minutes',
    '    0.5  Set-up',
    '    2.0  Browser tests',
    '    0.1  Python tests',
    '    2.5  in all (suites run side by side)',
    '',
    'Set-up, in seconds',
    '   20.0  JavaScript packages',
    '    3.0  make:worker',
    '',
    'The slowest tests, in seconds',
    '   80.0  e2e/flows/slow.test.ts: waits',
    '    2.3  packages/a/tests/test_a.py: test_two[x]',
    '    1.5  packages/a/tests/test_a.py: test_one',
    '    0.0  e2e/flows/slow.test.ts: is skipped',
    '',
    'Files over their budget, in seconds',
    '  150.5  e2e/flows/slow.test.ts, of 120 s',
    '',
  ]);
});
