import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceSession } from '../testing/make-sessions.js';
import { grantsIn, grantsOf, listOf } from './grants.js';

describe('grantsOf', () => {
  it('takes them from scopes, the host, and the claims of both tokens', () => {
    const session = deviceSession({
      scopes: ['openid'],
      roles: ['from-host'],
      claims: { roles: ['a'], groups: ['/b'], permissions: ['read:/c'], sub: 'editor' },
      tokenClaims: { realm_access: { roles: ['d'] }, scope: 'e' },
    });
    expect([...grantsOf(session)]).toEqual(['openid', 'from-host', 'a', '/b', 'read:/c', 'd']);
  });

  it('is empty where nothing is said', () => {
    expect(grantsOf(deviceSession({ scopes: [] })).size).toBe(0);
  });
});

describe('what comes from outside', () => {
  it.each([
    ['a text', 'admin'],
    ['an object', { 0: 'admin', length: 1 }],
    ['lists in a list', [['admin']]],
    ['numbers', [1]],
    ['a text that is too long', ['a'.repeat(257)]],
    ['nothing', null],
  ])('is passed over where it is %s', (_, value) => {
    expect(listOf(value)).toEqual([]);
    expect(grantsIn({ roles: value, groups: value, realm_access: { roles: value } })).toEqual([]);
  });

  it('is no more than 500 of a list', () => {
    expect(listOf(Array.from({ length: 10_000 }, (_, i) => `r${i}`))).toHaveLength(500);
  });

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, realm) => {
        const found = grantsIn({ roles: value, permissions: value, realm_access: realm });
        expect(found.every((grant) => typeof grant === 'string')).toBe(true);
      }),
    );
  });
});
