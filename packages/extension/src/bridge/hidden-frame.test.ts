import { describe, expect, it } from 'vitest';
import { frameTime } from './hidden-frame';

describe('frameTime', () => {
  it.each([
    [9_000, 9_000],
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [Infinity, 0],
    [10 ** 9, 30_000],
  ])('%d ms: %d ms', (asked, given) => expect(frameTime(asked)).toBe(given));
});
