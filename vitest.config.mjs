import { defineConfig } from 'vitest/config';
import { LongestFirst } from './e2e/sequencer.mjs';
import { E2E_PORTS } from './scripts/lib/e2e-site.mjs';

/** Of tests in browsers: a state comes late on a busy machine (ms). */
const POLLS = { poll: { timeout: 30_000, interval: 100 } };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          // Else one core is left alone, and there may be two.
          maxWorkers: '100%',
          // Each process would else be started, and import, for one file alone: half of the time.
          isolate: false,
          include: [
            'packages/*/src/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'benchmarks/**/*.test.mjs',
          ],
          // Against what hangs; a busy machine takes its time.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: 'e2e/global-set-up.mjs',
          exclude: ['e2e/soak/**'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: POLLS,
          // Each has a site and a platform of its own. Much of their time they wait: for codes, for polls.
          maxWorkers: E2E_PORTS.length,
        },
      },
      {
        test: {
          name: 'soak',
          include: ['e2e/soak/**/*.test.ts'],
          globalSetup: 'e2e/global-set-up.mjs',
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          expect: POLLS,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
