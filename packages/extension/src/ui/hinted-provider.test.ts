import { expect, it } from 'vitest';
import { makeProvider } from '../testing/make-provider';
import { hintedProvider } from './hinted-provider';

const state = (...providers: ReturnType<typeof makeProvider>[]) => ({
  ...{ build: '1', boot: 'b', changes: 0, kernels: [], providers },
});

it('tells of the first provider where nobody is signed in', () => {
  const first = makeProvider();
  expect(hintedProvider(state(first, makeProvider({ id: 'other' })), false)).toBe(first);
});

it.each([
  ['there is no provider', state(), false],
  ['the host signs in', state(makeProvider()), true],
  ['somebody is signed in', state(makeProvider(), makeProvider({ status: 'signed-in' })), false],
  ['a sign-in is on its way', state(makeProvider({ status: 'signing-in' })), false],
])('says nothing where %s', (_, of, framed) => {
  expect(hintedProvider(of, framed)).toBeUndefined();
});
