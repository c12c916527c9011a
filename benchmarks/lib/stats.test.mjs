import { expect, test } from 'vitest';
import { inTurn, ratioOf, summarize } from './stats.mjs';

test('median and 95th percentile lie between the nearest values', () => {
  expect(summarize([4, 1, 3, 2, 5])).toEqual({ median: 3, p95: expect.closeTo(4.8), samples: 5 });
  expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
  expect(summarize([7])).toEqual({ median: 7, p95: 7, samples: 1 });
});

test('a slow round counts for both of its columns', () => {
  expect(ratioOf([10, 110, 1000], [10, 100, 1000])).toBe(1);
  expect(ratioOf([2, 4, 6], [1, 2, 3])).toBe(2);
});

test('each has its turn at the start', () => {
  expect([0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
    ...['abc', 'bca', 'cab'],
    'abc',
  ]);
});
