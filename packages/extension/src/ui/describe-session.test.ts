import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { describeSession, timeLeft } from './describe-session';

const fill = (text: string, ...values: readonly unknown[]) =>
  values.reduce<string>((filled, value, i) => filled.replace(`%${i + 1}`, String(value)), text);
const trans: TranslationBundle = {
  __: fill,
  _n: fill,
  _p: fill,
  _np: fill,
  gettext: fill,
  ngettext: fill,
  pgettext: fill,
  npgettext: fill,
  dcnpgettext: fill,
};
const NOW = Date.UTC(2026, 0, 1);
const SIGNED_OUT: ProviderState = { id: 'platform', label: 'Mat3ra', status: 'signed-out' };
const user = { username: 'ada', name: 'Ada Example', display_name: 'Ada', initials: 'AE' };
const session = { user, via: 'device', scopes: [], renewable: true } as const;
const trouble = { code: 'sign-in-cancelled', detail: 'Cancelled.' } as const;

describe('describeSession', () => {
  it.each<[string, ProviderState]>([
    ['Sign in to Mat3ra', SIGNED_OUT],
    ['Mat3ra: not signed in', { ...SIGNED_OUT, trouble }],
    [
      'Mat3ra: signing in…',
      {
        ...SIGNED_OUT,
        status: 'signing-in',
        signIn: { id: '1', method: 'device', others: [], phase: 'starting' },
      },
    ],
    [
      'Mat3ra: confirm ABCD-EFGH',
      {
        ...SIGNED_OUT,
        status: 'signing-in',
        signIn: { id: '1', method: 'device', others: [], phase: 'pending', userCode: 'ABCD-EFGH' },
      },
    ],
    ['Ada Example', { ...SIGNED_OUT, status: 'signed-in', session: { ...session, via: 'host' } }],
    [
      'Ada Example · 29 min',
      {
        ...SIGNED_OUT,
        status: 'signed-in',
        session: { ...session, expiresAt: NOW + 29.9 * 60_000 },
      },
    ],
  ])('says "%s"', (words, provider) => {
    expect(describeSession(provider, NOW, trans)).toBe(words);
  });
});

describe('timeLeft', () => {
  it.each([
    [-1, 'under 1 min'],
    [59_999, 'under 1 min'],
    [60_000, '1 min'],
    [119 * 60_000, '119 min'],
    [120 * 60_000, '2 h'],
  ])('%i ms: %s', (ms, words) => expect(timeLeft(ms, trans)).toBe(words));
});
