import type { SignInState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { makeProvider, makeSession, makeSignIn } from '../testing/make-provider';
import { endedUnasked, nextDialog, oldNews, seenAs } from './next-dialog';
import type { DialogOf, DialogStep } from './next-dialog';

const live = makeSignIn();
const over = makeSignIn({ phase: 'expired' });
const other = makeSignIn({ id: 'attempt-2', phase: 'starting' });
const shownLive: DialogOf = { signIn: live.id, kind: 'live' };
const shownOver: DialogOf = { signIn: live.id, kind: 'over' };

describe('nextDialog', () => {
  it.each<[string, DialogStep, SignInState | undefined, DialogOf | undefined, SignInState[]]>([
    ['nothing goes on', 'nothing', undefined, undefined, []],
    ['a sign-in has begun', 'open', live, undefined, []],
    ['it goes on', 'follow', live, shownLive, [live]],
    ['the user has chosen another way', 'follow', other, shownLive, [live]],
    ['the user has closed it', 'nothing', live, undefined, [live]],
    ['another has begun since', 'open', other, undefined, [live]],
    ['it is over', 'explain', over, shownLive, [live]],
    ['it is over, and its dialog was closed', 'explain', over, undefined, [live]],
    ['its end is explained', 'nothing', over, shownOver, [live, over]],
    ['its end was explained', 'nothing', over, undefined, [live, over]],
    ['another has begun in another tab', 'open', other, shownOver, [live, over]],
    ['it has succeeded', 'close', undefined, shownLive, [live]],
    ['a session came while its end was explained', 'close', undefined, shownOver, [live, over]],
    ['another, closed here, goes on', 'close', other, shownOver, [live, over, other]],
  ])('where %s: %s', (_, step, signIn, current, seen) => {
    expect(nextDialog(signIn, current, new Set(seen.map(seenAs)))).toBe(step);
  });
});

describe('oldNews', () => {
  it('is what was over before this page came, but for the redirect that it comes of', () => {
    const redirect = makeSignIn({ id: 'attempt-3', method: 'redirect', phase: 'denied' });
    const providers = [live, over, redirect].map((signIn) => makeProvider({ signIn }));
    expect(
      oldNews({
        build: '1',
        boot: 'b',
        changes: 0,
        kernels: [],
        providers: [...providers, makeProvider()],
      }),
    ).toEqual([over]);
  });
});

describe('endedUnasked', () => {
  const session = makeSession();
  const before = {
    build: '1',
    boot: 'b',
    changes: 0,
    kernels: [],
    providers: [makeProvider({ session, status: 'signed-in' })],
  };
  const after = (code: 'session-ended' | 'sign-in-cancelled') => ({
    build: '1',
    boot: 'b',
    changes: 0,
    kernels: [],
    providers: [makeProvider({ trouble: { code, detail: 'Why.' } })],
  });

  it('is a session that the provider has ended', () => {
    expect(endedUnasked(before, after('session-ended'))).toEqual(after('session-ended').providers);
  });

  it.each([
    ['told already', after('session-ended'), after('session-ended')],
    ['over before this page came', undefined, after('session-ended')],
    ['ended by the user', before, after('sign-in-cancelled')],
    ['still there', before, before],
  ])('is none that is %s', (_, then, now) => expect(endedUnasked(then, now)).toEqual([]));
});
