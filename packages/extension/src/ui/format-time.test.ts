import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { clockOf, localTime, timeLeft } from './format-time';

describe('timeLeft', () => {
  it.each([
    [-1, 'under 1 min'],
    [59_999, 'under 1 min'],
    [60_000, '1 min'],
    [119 * 60_000, '119 min'],
    [120 * 60_000, '2 h'],
  ])('%i ms: %s', (ms, words) => expect(timeLeft(ms, trans)).toBe(words));
});

describe('clockOf', () => {
  it.each([
    [0, '0:00'],
    [65, '1:05'],
    [1799, '29:59'],
  ])('%i s: %s', (seconds, clock) => expect(clockOf(seconds)).toBe(clock));
});

describe('localTime', () => {
  const now = new Date(2026, 4, 17, 9, 30).getTime();

  it('is the time alone today, and the date with it on other days', () => {
    expect(localTime(new Date(2026, 4, 17, 23, 5).getTime(), now, 'en-GB')).toBe('23:05');
    const tomorrow = new Date(2026, 4, 18, 0, 5).getTime();
    expect(localTime(tomorrow, now, 'en-GB')).toBe('18 May 2026, 00:05');
  });
});
