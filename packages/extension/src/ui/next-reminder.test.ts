import { expect, it } from 'vitest';
import { makeProvider, makeSession } from '../testing/make-provider';
import { endingKey, endings } from './next-reminder';

const ending = makeProvider({ session: makeSession({ expiresAt: 5 }) });

it('is of the sessions that end for good', () => {
  const others = [
    makeProvider(),
    makeProvider({ session: makeSession() }),
    makeProvider({ session: makeSession({ expiresAt: 5, renewable: true }) }),
  ];
  expect(endings([...others, ending], new Set())).toEqual([{ provider: ending, expiresAt: 5 }]);
});

it('is one for each session', () => {
  expect(endings([ending], new Set([endingKey('platform', 5)]))).toEqual([]);
  expect(endings([ending], new Set([endingKey('platform', 4)]))).toHaveLength(1);
});
