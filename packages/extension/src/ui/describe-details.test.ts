import type { SessionOrigin } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { makeSession } from '../testing/make-provider';
import { describeEnd, describeOrigin } from './describe-details';

const NOW = new Date(2026, 4, 17, 9, 30).getTime();
const SOON = NOW + 29 * 60_000;
const end = (expiresAt: number | undefined, renewable: boolean) =>
  describeEnd(
    makeSession({ renewable, ...(expiresAt !== undefined && { expiresAt }) }),
    NOW,
    trans,
    'en-GB',
  );

describe('describeOrigin', () => {
  it('has words of its own for each way', () => {
    const ways: SessionOrigin[] = ['host', 'popup', 'redirect', 'device'];
    const words = [...ways, 'form', 'silent', 'link', 'client'].map((via) =>
      describeOrigin(via as SessionOrigin, trans),
    );
    expect(new Set(words).size).toBe(8);
    expect(words.every((word) => word.length > 0)).toBe(true);
  });
});

describe('describeEnd', () => {
  it.each([
    [SOON, true, '09:59 (29 min left), then renewed by itself'],
    [SOON, false, '09:59 (29 min left), then sign in again'],
    [NOW, true, 'renewed by itself with the next call'],
    [NOW, false, 'ended at 09:30; sign in again'],
    [undefined, false, 'when you sign out, or the provider ends it'],
    [undefined, true, 'not stated by the provider; renewed automatically'],
  ])('ends at %s, renewable %s', (expiresAt, renewable, words) => {
    expect(end(expiresAt, renewable)).toBe(words);
  });
});
