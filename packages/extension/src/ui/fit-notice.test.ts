import { describe, expect, it } from 'vitest';
import { fitNotice } from './fit-notice';

const A = 'a'.repeat(69);

describe('fitNotice', () => {
  it.each([
    ['all that fits', `${A}. ${A}`, `${A}. ${A}`],
    ['what ends with the last character', `${A}. ${A.slice(1)}. B.`, `${A}. ${A.slice(1)}.`],
    ['no half sentence', `${A}. ${A}. B.`, `${A}.`],
    ['no half number', `${A}. B 1.5 ${A}`, `${A}.`],
    ['a question in brackets', `${A} (a?). ${A}`, `${A} (a?).`],
  ])('keeps %s', (_, words, kept) => {
    expect(fitNotice(words)).toBe(kept);
  });

  it('has nothing where the first sentence is too long', () => {
    expect(fitNotice(`${A} ${A} ${A}.`)).toBeUndefined();
  });
});
