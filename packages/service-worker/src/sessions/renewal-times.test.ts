import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewalTimes } from './renewal-times.js';

/** Ten years (ms). */
const LONGEST = 10 * 365 * 24 * 3_600_000;
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const now = 1_800_000_000_000;
const times = (life: number, chance: number) =>
  renewalTimes(now + life, { now: () => now, chance: () => chance });

describe('a token is renewed', () => {
  it('between 70 and 90 % of its life, however long that is and whatever the chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST }), chances, (life, chance) => {
        const { renewAt = NaN, expiresAt, issuedAt } = times(life, chance);
        expect(issuedAt).toBe(now);
        expect(expiresAt).toBe(now + life);
        expect(renewAt - now).toBeGreaterThanOrEqual(life * 0.7 - 1);
        expect(renewAt - now).toBeLessThanOrEqual(life * 0.9 + 1);
        if (life > 0) expect(renewAt).toBeLessThan(now + life);
      }),
    );
  });

  it('at once where it has ended when it comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LONGEST }), chances, (ago, chance) => {
        expect(times(-ago, chance).renewAt).toBe(now);
      }),
    );
  });

  it('with those of 10,000 users of the same second, a few in each second', () => {
    const seconds = new Map<number, number>();
    for (let i = 0; i < 10_000; i += 1) {
      const { renewAt = NaN } = times(900_000, Math.random());
      const second = Math.floor((renewAt - now) / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    expect(seconds.size).toBe(180);
    // 56 on the average: so many more at once does not happen by chance.
    expect(Math.max(...seconds.values())).toBeLessThan(120);
  });
});
