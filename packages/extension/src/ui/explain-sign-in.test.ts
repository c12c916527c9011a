import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { makeSignIn } from '../testing/make-provider';
import { explainSignIn } from './explain-sign-in';

const explain = (more: Parameters<typeof makeSignIn>[0]) =>
  explainSignIn('Mat3ra', makeSignIn(more), trans);
const detailOf = 'Mat3ra does not answer: try later.';

describe('explainSignIn', () => {
  it.each([
    ['The sign-in to Mat3ra was denied', { phase: 'denied' }],
    ['The code for Mat3ra has expired', { phase: 'expired' }],
    ['The sign-in to Mat3ra took too long', { phase: 'expired', method: 'popup' }],
    ['The sign-in to Mat3ra failed', { phase: 'failed', method: 'form' }],
  ] as const)('says "%s", and what to do', (title, signIn) => {
    expect(explain(signIn).title).toBe(title);
    expect(explain(signIn).detail).toMatch(/try again|start again/i);
  });

  it("gives the worker's own reason where there is one", () => {
    const trouble = { code: 'issuer-unreachable', detail: detailOf } as const;
    expect(explain({ phase: 'failed', trouble }).detail).toBe(detailOf);
  });

  it('offers a new code, by the same way', () => {
    expect(explain({ phase: 'expired', others: ['popup'] }).choices).toEqual([
      { label: 'Get a new code', method: 'device' },
    ]);
  });

  it('offers no way where the notebooks are to be opened elsewhere', () => {
    expect(explain({ phase: 'expired', method: 'host' }).choices).toEqual([]);
  });

  it('offers a code beside another window', () => {
    expect(explain({ phase: 'failed', method: 'popup', others: ['device'] }).choices).toEqual([
      { label: 'Use a code instead', method: 'device' },
      { label: 'Try again', method: 'popup' },
    ]);
  });
});
