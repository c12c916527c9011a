import { describe, expect, it } from 'vitest';
import { userFromClaims, userFromName } from './user-from-claims.js';

describe('userFromClaims', () => {
  it('takes the standard claims', () => {
    expect(
      userFromClaims({
        sub: 'user-1',
        preferred_username: 'grace',
        email: 'grace@example.org',
        name: 'Grace Murray Hopper',
        given_name: 'Grace',
        picture: 'https://platform.example/grace.png',
      }),
    ).toEqual({
      username: 'grace',
      name: 'Grace Murray Hopper',
      display_name: 'Grace',
      initials: 'GH',
      avatar_url: 'https://platform.example/grace.png',
    });
  });

  it.each([
    [{}, 'anonymous'],
    [{ sub: 'user-1' }, 'user-1'],
    [{ sub: 'user-1', email: 'g@example.org' }, 'g@example.org'],
    [{ sub: 'user-1', preferred_username: '  ', name: 7 }, 'user-1'],
  ])('makes do with %j', (claims, username) => {
    expect(userFromClaims(claims)).toMatchObject({ username, name: username });
  });

  it.each(['http://platform.example/x.png', 'javascript:alert(1)', 'data:image/png,x', 'x', 7])(
    'shows no picture of %s',
    (picture) => {
      expect(userFromClaims({ picture })).not.toHaveProperty('avatar_url');
    },
  );
});

describe('initials', () => {
  it.each([
    ['Grace', 'G'],
    ['grace hopper', 'GH'],
    ['  Ada   King  Lovelace ', 'AL'],
    ['😀 smile', '😀S'],
    ['', ''],
  ])('of "%s" are "%s"', (name, initials) => {
    expect(userFromName('id', name).initials).toBe(initials);
  });
});
