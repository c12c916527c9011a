import { describe, expect, it } from 'vitest';
import { isOwnPage, ownPageUrl } from './own-pages';

const OWN = 'https://site.example/lite/auth-bridge/';

describe('ownPageUrl', () => {
  it('encodes its parameters', () => {
    const url = ownPageUrl(OWN, 'form', { provider: 'a b', 'sign-in': 'x&y' });
    expect(url).toBe('https://site.example/lite/auth-bridge/form?provider=a+b&sign-in=x%26y');
  });
});

describe('isOwnPage', () => {
  it.each([`${OWN}start`, `${OWN}start?provider=p&sign-in=1`, `${OWN}x/../start#_`])(
    'takes %s',
    (url) => expect(isOwnPage(url, OWN, 'start')).toBe(true),
  );

  it.each([
    '',
    'start',
    `${OWN}startle`,
    `${OWN}start/more`,
    `${OWN}done`,
    `${OWN}%73tart`,
    'https://site.example/auth-bridge/start',
    'https://site.example/other/lite/auth-bridge/start',
    'http://site.example/lite/auth-bridge/start',
    'https://site.example:8443/lite/auth-bridge/start',
    'https://site.example.evil.test/lite/auth-bridge/start',
    'https://user@site.example/lite/auth-bridge/start',
    'javascript:location="https://site.example/lite/auth-bridge/start"',
    'blob:https://site.example/lite/auth-bridge/start',
  ])('refuses %s', (url) => expect(isOwnPage(url, OWN, 'start')).toBe(false));
});
