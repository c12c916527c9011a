import { expect, test } from 'vitest';
import { confidenceOf, inTurn, ratioOf, summarize } from './stats.mjs';

test('median and 95th percentile lie between the nearest values', () => {
  expect(summarize([4, 1, 3, 2, 5])).toEqual({ median: 3, p95: expect.closeTo(4.8), samples: 5 });
  expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
  expect(summarize([7])).toEqual({ median: 7, p95: 7, samples: 1 });
});

test('a slow round counts for both of its columns', () => {
  expect(ratioOf([10, 110, 1000], [10, 100, 1000])).toBe(1);
  expect(ratioOf([2, 4, 6], [1, 2, 3])).toBe(2);
});

test('the confidence of a ratio is that of its median, whatever one round has come to', () => {
  const ones = Array.from({ length: 100 }, () => 1);
  const ours = ones.map((_, round) => 1 + round / 100);
  const expected = [expect.closeTo(1.4), expect.closeTo(1.59)];
  expect(confidenceOf(ours, ones)).toEqual(expected);
  expect(confidenceOf([...ours.slice(0, -1), 1_000], ones)).toEqual(expected);
  expect(confidenceOf([3, 1, 2], [1, 1, 1])).toEqual([1, 3]);
});

test('each has its turn at the start, and before and after each other', () => {
  const rounds = [0, 1, 2, 3, 4, 5, 6].map((round) => inTurn(['a', 'b', 'c'], round).join(''));
  expect(rounds).toEqual(['abc', 'bca', 'cab', 'cba', 'acb', 'bac', 'abc']);
});
