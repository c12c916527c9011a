import { expect, it } from 'vitest';
import { ADA, LINUS } from './accounts.js';
import { AUTH_TOKEN_SECONDS, AuthTokens } from './auth-tokens.js';

it('knows a token until its time is over, for its own account only', () => {
  let now = 1000;
  const tokens = new AuthTokens(() => now);
  const token = tokens.issue(ADA);
  expect(tokens.accountFor(LINUS.accountId, token)).toBeUndefined();
  now += AUTH_TOKEN_SECONDS * 1000 - 1;
  expect(tokens.accountFor(ADA.accountId, token)).toBe(ADA);
  now += 1;
  expect(tokens.accountFor(ADA.accountId, token)).toBeUndefined();
});
