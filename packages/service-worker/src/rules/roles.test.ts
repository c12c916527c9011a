import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession } from '../testing/make-sessions.js';
import { compileRules } from './compile-rules.js';
import { meetsOne, missingRole } from './roles.js';

const call = (method: string, path: string) => ({
  method,
  url: new URL(`https://api.example${path}`),
});
const meets = (
  role: string,
  grants: readonly string[],
  method = 'GET',
  path = '/api/materials/1',
) => meetsOne([role], new Set(grants), call(method, path));

describe('a role', () => {
  it('is met by a grant of its name alone', () => {
    expect(meets('editor', ['reader', 'editor'])).toBe(true);
    for (const grant of ['Editor', 'editor ', 'edit', '*', '*:*', 'edit*']) {
      expect(meets('editor', [grant]), grant).toBe(false);
    }
    expect(meets('read:materials', ['read:materials'])).toBe(true);
    expect(meets('read:materials', ['read:*', '*:*'])).toBe(false);
  });

  it('is one of several', () => {
    const roles = ['admin', 'read:/api/*'];
    expect(meetsOne(roles, new Set(['admin']), call('DELETE', '/x'))).toBe(true);
    expect(meetsOne(roles, new Set(['*:*']), call('GET', '/api/x'))).toBe(true);
    expect(meetsOne(roles, new Set(['*:*']), call('DELETE', '/api/x'))).toBe(false);
    expect(meetsOne(roles, new Set(), call('GET', '/api/x'))).toBe(false);
  });
});

describe('a permission', () => {
  const WANTED = 'read:/api/materials/*';

  it.each([
    ['read:/api/materials/*', true],
    ['read:/api/materials/1', true],
    ['read:/api/*', true],
    ['read:*', true],
    ['*:*', true],
    ['*:/api/materials/*', true],
    ['read:*/1', true],
    ['read:/api/materials/2', false],
    ['read:/api/materials', false],
    ['write:/api/materials/*', false],
    ['execute:*', false],
    ['read:materials', false],
    ['editor', false],
    ['read:', false],
    ['*', false],
  ])('is met by the grant %s: %s', (grant, is) => {
    expect(meets(WANTED, [grant])).toBe(is);
  });

  it('is of the call too: a wide grant is of no use elsewhere', () => {
    expect(meets(WANTED, ['*:*'], 'GET', '/api/jobs/1')).toBe(false);
    expect(meets(WANTED, ['*:*'], 'POST')).toBe(false);
  });

  it.each([
    ['GET', 'read'],
    ['get', 'read'],
    ['HEAD', 'read'],
    ['OPTIONS', 'read'],
    ['POST', 'write'],
    ['PUT', 'write'],
    ['PATCH', 'write'],
    ['patch', 'write'],
    ['DELETE', 'write'],
    ['QUERY', 'write'],
  ])('takes %s for %s', (method, action) => {
    for (const each of ['read', 'write']) {
      expect(meets(`${each}:*`, ['*:*'], method)).toBe(each === action);
    }
  });

  it('compares paths decoded, byte by byte', () => {
    expect(meets(WANTED, ['*:*'], 'GET', '/%61pi/materials/%31')).toBe(true);
    expect(meets('read:/größe/*', ['read:/größe/*'], 'GET', '/gr%C3%B6%C3%9Fe/1')).toBe(true);
    expect(meets('read:/gr?/*', ['*:*'], 'GET', '/gra/1')).toBe(false);
  });

  it.each([
    '/api/materials/..%2f..%2fadmin',
    '/api//materials/1',
    '/api/materials/..;/x',
    '/api/%2561',
  ])('is not met on the ambiguous path %s', (path) =>
    expect(meets('read:*', ['*:*'], 'GET', path)).toBe(false),
  );

  it('is not met on a path without an end', () => {
    expect(meets('read:*', ['*:*'], 'GET', `/${'a'.repeat(9_000)}`)).toBe(false);
  });

  it('lets nothing through that role and grant do not both cover', () => {
    const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '*'), maxLength: 8 });
    const permission = fc
      .tuple(fc.constantFrom('read', 'write', '*'), path)
      .map(([action, rest]) => ({ action, path: `/${rest}`, text: `${action}:/${rest}` }));
    const plain = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
    fc.assert(
      fc.property(permission, permission, path, (role, grant, rest) => {
        const target = call('GET', `/${rest}`);
        if (!meetsOne([role.text], new Set([grant.text]), target)) return;
        for (const each of [role, grant]) {
          expect(each.action).not.toBe('write');
          expect(target.url.pathname).toMatch(plain(each.path));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('missingRole', () => {
  const [rule, open] = compileRules(
    configOf({
      providers: { platform: providerJson('https://platform.example/oidc') },
      apis: [
        { url: 'https://api.example/', provider: 'platform', roles: ['editor', 'read:/a/*'] },
        { url: 'https://open.example/', provider: 'platform' },
      ],
    }),
    'https://site.example/',
  );
  if (!rule || !open) throw new Error('no rules');

  it('names the rule, the call and the roles, not the query', () => {
    const target = { method: 'POST', url: new URL('https://api.example/a/1?key=private') };
    const problem = missingRole(rule, deviceSession(), target);
    expect(problem).toMatchObject({ code: 'role-missing', status: 403 });
    expect(problem?.detail).toContain('Rule 0');
    expect(problem?.detail).toContain('POST https://api.example/a/1 ');
    expect(problem?.detail).toContain('editor, read:/a/*');
    expect(problem?.detail).not.toContain('private');
  });

  it.each([
    ['a rule without roles', open, deviceSession()],
    ['a role in the ID token', rule, deviceSession({ claims: { roles: ['editor'] } })],
    ['a scope', rule, deviceSession({ scopes: ['editor'] })],
  ])('says nothing against %s', (_, which, session) => {
    expect(missingRole(which, session, call('POST', '/a'))).toBeUndefined();
  });
});
