import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { compileRules } from './compile-rules.js';
import { decide } from './decide.js';
import type { Decision, RequestFacts } from './decide.js';

const SITE = 'https://site.example/lite/';
const API = 'https://api.example/v1/';
const HANDLE = 'jlab_abc-DEF_123';

const PROVIDERS = {
  platform: providerJson('https://platform.example/oidc'),
  open: { type: 'none' },
};

function rulesOf(...apis: readonly Record<string, unknown>[]) {
  return compileRules(configOf({ providers: PROVIDERS, apis }), SITE);
}

const RULES = rulesOf({ url: API, provider: 'platform' });

function facts(
  url: string,
  headers: HeadersInit = {},
  more: Partial<RequestFacts> = {},
): RequestFacts {
  return {
    url: new URL(url),
    method: 'GET',
    mode: 'cors',
    destination: '',
    headers: new Headers(headers),
    ...more,
  };
}

/** `attach` with its handle, `refuse` with its code, else the kind. */
function outcome(decision: Decision): string {
  if (decision.kind === 'attach') return `attach ${decision.handle ?? 'without handle'}`;
  return decision.kind === 'refuse' ? `refuse ${decision.problem.code}` : decision.kind;
}

const decided = (...args: Parameters<typeof facts>) => outcome(decide(RULES, facts(...args)));

describe('decide', () => {
  it('attaches to what a rule covers, with and without a handle', () => {
    expect(decided(`${API}users/me`)).toBe('attach without handle');
    expect(decided(`${API}users/me`, { authorization: `Bearer ${HANDLE}` })).toBe(
      `attach ${HANDLE}`,
    );
    expect(decided(`${API}users/me`, { 'x-auth-token': HANDLE })).toBe(`attach ${HANDLE}`);
    const both = { authorization: `Bearer ${HANDLE}`, 'x-auth-token': HANDLE };
    expect(decided(`${API}users/me`, both)).toBe(`attach ${HANDLE}`);
  });

  it.each(['bearer', 'BEARER', 'bEaReR  '])('reads a handle behind "%s"', (scheme) => {
    expect(decided(API, { authorization: `${scheme} ${HANDLE}` })).toBe(`attach ${HANDLE}`);
  });

  it.each([
    ['joined by a comma', { authorization: `Bearer ${HANDLE}, Bearer ${HANDLE}` }],
    ['two of them', { authorization: `Bearer ${HANDLE}`, 'x-auth-token': 'jlab_other' }],
    ['beside another token', { authorization: `Bearer ${HANDLE}`, 'x-auth-token': 'own' }],
    ['beside another bearer', { authorization: 'Bearer own', 'x-auth-token': HANDLE }],
    ['in another scheme', { authorization: `Basic ${HANDLE}` }],
    ['behind a scheme in X-Auth-Token', { 'x-auth-token': `Bearer ${HANDLE}` }],
    ['within another value', { authorization: `Bearer own.${HANDLE}` }],
    ['with a tail', { authorization: `Bearer ${HANDLE}.own` }],
  ])('takes a handle %s for one that nobody owns', (_, headers) => {
    expect(decided(API, headers)).toBe('attach ');
    expect(decided('https://other.example/', headers)).toBe('refuse rule-missing');
  });

  it('forwards what carries a credential of its own, ruled or not', () => {
    for (const url of [API, 'https://other.example/']) {
      expect(decided(url, { authorization: 'Bearer own' })).toBe('forward');
      expect(decided(url, { 'x-auth-token': 'own' })).toBe('forward');
      expect(decided(url, { authorization: '' })).toBe('forward');
    }
  });

  it.each([
    ['navigate', 'document'],
    ['navigate', ''],
    ['no-cors', ''],
    ['no-cors', 'image'],
    ['cors', 'script'],
    ['cors', 'worker'],
    ['same-origin', 'sharedworker'],
    ['cors', 'style'],
  ])('passes mode %s with destination "%s"', (mode, destination) => {
    expect(decided(API, {}, { mode, destination })).toBe('pass');
  });

  it.each(['data:text/plain,x', 'blob:https://api.example/v1/x', 'ftp://api.example/v1/'])(
    'passes %s',
    (url) => {
      expect(decided(url)).toBe('pass');
    },
  );

  it.each([
    'http://api.example/v1/',
    'https://api.example:8443/v1/',
    'https://api.example.evil.test/v1/',
    'https://api.example@evil.test/v1/',
    'https://user@api.example/v1/',
    'https://api.example/v10/',
    'https://api.example/v1/../v2/',
    'https://api.example/v1/%2e%2e%2fv2/',
  ])('passes %s without a credential and refuses a handle there', (url) => {
    expect(decided(url)).toBe('pass');
    expect(decided(url, { authorization: `Bearer ${HANDLE}` })).toBe('refuse rule-missing');
  });

  it('names the URL that no rule covers, but not its query', () => {
    const decision = decide(
      RULES,
      facts('https://other.example/a?key=private#x', { 'x-auth-token': HANDLE }),
    );
    if (decision.kind !== 'refuse') throw new Error(decision.kind);
    const { status, detail } = decision.problem;
    expect(status).toBe(403);
    expect(detail).toContain('GET https://other.example/a,');
    expect(detail).not.toContain('private');
    expect(detail).not.toContain(HANDLE);
  });

  it('takes the first rule that matches, by URL and method', () => {
    const rules = rulesOf(
      { url: `${API}admin/`, provider: 'platform', access: 'deny' },
      { url: API, provider: 'platform', methods: ['GET', 'POST'] },
    );
    const by = (path: string, method: string) =>
      outcome(decide(rules, facts(API + path, {}, { method })));
    expect(by('users', 'GET')).toBe('attach without handle');
    expect(by('users', 'POST')).toBe('attach without handle');
    expect(by('users', 'DELETE')).toBe('pass');
    expect(by('admin/users', 'GET')).toBe('refuse rule-denied');
    expect(by('%61dmin/users', 'GET')).toBe('refuse rule-denied');
    expect(by('administrators', 'GET')).toBe('attach without handle');
  });

  it('lets no odd case of a method around a rule that denies it', () => {
    const rules = rulesOf(
      { url: API, provider: 'platform', methods: ['PATCH'], access: 'deny' },
      { url: API, provider: 'platform' },
    );
    // fetch makes capitals of get and post, but not of patch
    expect(outcome(decide(rules, facts(API, {}, { method: 'patch' })))).toBe('refuse rule-denied');
  });

  it('refuses what a rule denies, handle or not, own credential or not', () => {
    const rules = rulesOf({ url: API, provider: 'platform', access: 'deny' });
    for (const headers of [{}, { 'x-auth-token': HANDLE }, { authorization: 'Bearer own' }]) {
      const decision = decide(rules, facts(`${API}x?key=private`, headers));
      expect(outcome(decision)).toBe('refuse rule-denied');
      expect(JSON.stringify(decision)).not.toContain('private');
    }
  });

  it.each([{ access: 'ask' }, { roles: ['editor'] }])(
    'leaves to later, after the sign-in, what a rule with %j says of calls in it',
    (more) => {
      const rules = rulesOf({ url: API, provider: 'platform', ...more });
      expect(outcome(decide(rules, facts(API)))).toBe('attach without handle');
      expect(outcome(decide(rules, facts(API, { 'x-auth-token': HANDLE })))).toBe(
        `attach ${HANDLE}`,
      );
      expect(outcome(decide(rules, facts(API, { authorization: 'Bearer own' })))).toBe('forward');
    },
  );

  it('attaches nothing of a provider of type none', () => {
    const rules = rulesOf({ url: API, provider: 'open' });
    expect(outcome(decide(rules, facts(API)))).toBe('pass');
    expect(outcome(decide(rules, facts(API, { authorization: 'Bearer own' })))).toBe('forward');
  });

  it('attaches by handle only where the rule says so', () => {
    const rules = rulesOf({ url: API, provider: 'platform', attach: 'handle-only' });
    expect(outcome(decide(rules, facts(API)))).toBe('pass');
    expect(outcome(decide(rules, facts(API, { 'x-auth-token': HANDLE })))).toBe(`attach ${HANDLE}`);
  });

  it('reads relative URLs against the site', () => {
    const below = rulesOf({ url: 'proxy/', provider: 'platform' });
    expect(outcome(decide(below, facts(`${SITE}proxy/x`)))).toBe('attach without handle');
    expect(outcome(decide(below, facts('https://site.example/proxy/x')))).toBe('pass');
    const root = rulesOf({ url: '/proxy/', provider: 'platform' });
    expect(outcome(decide(root, facts('https://site.example/proxy/x')))).toBe(
      'attach without handle',
    );
    expect(outcome(decide(root, facts(`${SITE}proxy/x`)))).toBe('pass');
  });

  it('attaches nothing where a rule for less would match but for the case of letters', () => {
    const rules = rulesOf(
      { url: `${API}admin/`, provider: 'platform', access: 'deny' },
      { url: `${API}Reports/`, provider: 'platform', methods: ['GET'] },
      { url: API, provider: 'platform' },
    );
    const bearer = { authorization: `Bearer ${HANDLE}` };
    for (const path of ['Admin/x', 'ADMIN', '%41dmin/x', 'reports/x']) {
      expect(outcome(decide(rules, facts(API + path))), path).toBe('pass');
      expect(outcome(decide(rules, facts(API + path, bearer))), path).toBe('refuse rule-missing');
    }
    expect(outcome(decide(rules, facts(`${API}Reports/x`)))).toBe('attach without handle');
    expect(outcome(decide(rules, facts(`${API}Administrators/x`)))).toBe('attach without handle');
    const spelled = rulesOf(
      { url: `${API}Admin/`, provider: 'platform', access: 'deny' },
      { url: `${API}admin/`, provider: 'platform' },
    );
    expect(outcome(decide(spelled, facts(`${API}admin/x`)))).toBe('attach without handle');
  });

  it.each(['x-http-method-override', 'X-HTTP-Method', 'x-method-override'])(
    'refuses a method that %s asks for and the rule is not about',
    (header) => {
      const rules = rulesOf(
        { url: `${API}keys/`, provider: 'platform', methods: ['DELETE'], access: 'deny' },
        { url: `${API}keys/`, provider: 'platform' },
        { url: API, provider: 'platform', methods: ['GET', 'POST'] },
      );
      const ask = (path: string, method: string, more = {}) =>
        outcome(
          decide(rules, facts(API + path, { [header]: method, ...more }, { method: 'POST' })),
        );
      expect(ask('x', 'GET')).toBe('attach without handle');
      for (const method of ['DELETE', 'delete', ' GET , PUT', '']) {
        expect(ask('x', method), method).toBe('refuse rule-denied');
      }
      expect(ask('x', 'PUT', { authorization: `Bearer ${HANDLE}` })).toBe('refuse rule-denied');
      expect(ask('x', 'PUT', { authorization: 'Bearer own' })).toBe('forward');
      expect(ask('keys/1', 'PUT')).toBe('attach without handle');
      expect(ask('keys/1', 'DELETE')).toBe('refuse rule-denied');
    },
  );

  it.each([{ access: 'ask' }, { roles: ['read:/v1/*'] }])(
    'refuses any other method that a header asks for where it is decided by the method: %j',
    (more) => {
      const rules = rulesOf({ url: API, provider: 'platform', ...more });
      const ask = (method: string) =>
        outcome(decide(rules, facts(`${API}x`, { 'x-http-method-override': method })));
      expect(ask('get')).toBe('attach without handle');
      expect(ask('DELETE')).toBe('refuse rule-denied');
    },
  );

  it('never attaches for an origin that no rule names', () => {
    const rule = (url: string, more = {}) => ({ url, provider: 'platform', ...more });
    const ruleSets = [
      [rule('https://api.example/')],
      [rule('https://b.example/v1/'), rule('http://localhost:8001/', { attach: 'handle-only' })],
      [rule('https://b.example/', { access: 'deny' }), rule('https://api.example/v1/')],
      [rule('https://api.example/v1/', { methods: ['POST'] }), rule('https://api.example/')],
    ].map((apis) => ({
      rules: rulesOf(...apis),
      origins: apis.map(({ url }) => new URL(url).origin),
    }));
    const named = fc.constantFrom(
      'https://api.example',
      'https://b.example',
      'http://localhost:8001',
    );
    const near = fc.constantFrom(
      'http://api.example',
      'https://api.example.',
      'https://xapi.example',
      'https://api.example.evil.test',
      'https://api.example@evil.test',
      'https://evil.test\\@api.example',
      'https://api.example:444',
      'https://localhost:8001',
      'ftp://api.example',
      'blob:https://api.example',
    );
    const url = fc
      .tuple(fc.oneof(named, near), fc.constantFrom('', '/', '/v1', '/v1/x', '/V1/x', '/v1/../x'))
      .map(([origin, path]) => origin + path);
    const header = fc.constantFrom(undefined, undefined, 'own', HANDLE, `Bearer ${HANDLE}`);
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...ruleSets),
        fc.oneof({ weight: 9, arbitrary: url }, { weight: 1, arbitrary: fc.webUrl() }),
        header,
        header,
        fc.constantFrom('GET', 'POST', 'patch'),
        fc.constantFrom('cors', 'cors', 'cors', 'same-origin', 'no-cors', 'navigate'),
        ({ rules, origins }, address, authorization, token, method, mode) => {
          const headers = new Headers();
          if (authorization !== undefined) headers.set('authorization', authorization);
          if (token !== undefined) headers.set('x-auth-token', token);
          const decision = decide(rules, facts(address, headers, { method, mode }));
          kinds.add(decision.kind);
          if (decision.kind !== 'attach') return;
          const { origin, protocol } = new URL(address);
          expect(['https:', 'http:']).toContain(protocol);
          expect(origins).toContain(origin);
        },
      ),
      { numRuns: 300 },
    );
    expect([...kinds].sort()).toEqual(['attach', 'forward', 'pass', 'refuse']);
  });
});
