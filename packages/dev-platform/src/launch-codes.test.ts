import { describe, expect, it } from 'vitest';
import { ADA } from './accounts.js';
import { LAUNCH_CODE_SECONDS, LaunchCodes } from './launch-codes.js';

describe('LaunchCodes', () => {
  it('gives an account for a code once, and only in time', () => {
    let now = 0;
    const codes = new LaunchCodes(() => now);
    const code = codes.issue(ADA);
    expect(codes.redeem('made-up')).toBeUndefined();
    expect(codes.redeem(code)).toBe(ADA);
    expect(codes.redeem(code)).toBeUndefined();
    const late = codes.issue(ADA);
    now = LAUNCH_CODE_SECONDS * 1000;
    expect(codes.redeem(late)).toBeUndefined();
  });
});
