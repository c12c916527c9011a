import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Else one core is left alone, and there may be two.
          maxWorkers: '100%',
          include: [
            'packages/*/src/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'benchmarks/**/*.test.mjs',
          ],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/soak/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One browser at a time: two cores, and Pyodide takes both.
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'soak',
          include: ['e2e/soak/**/*.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
