import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig, parseConfigText } from './parse-config.js';

const GOOD = {
  providers: {
    platform: { type: 'oidc', issuer: 'https://platform.example/oidc', clientId: 'c' },
    public: { type: 'none' },
  },
  apis: [{ url: 'https://platform.example/api/', provider: 'platform', methods: ['GET'] }],
  host: { origins: ['https://platform.example'] },
  kernel: { env: { API_HOST: 'platform.example' } },
};

const EVERY_KIND = {
  providers: {
    mat3ra: { type: 'oidc', preset: 'mat3ra', parameters: { a: 'b' } },
    auth0: { type: 'oidc', preset: 'auth0', domain: 'a.example', audience: 'x', clientId: 'c' },
    google: { type: 'oidc', preset: 'google', clientId: 'c' },
    keycloak: {
      type: 'oidc',
      preset: 'keycloak',
      url: 'https://a.example/',
      realm: 'r',
      clientId: 'c',
    },
    sgconnect: { type: 'oidc', preset: 'sgconnect', clientId: 'c' },
    oauth2: {
      type: 'oidc',
      endpoints: { token: 'https://a.example/token' },
      clientId: 'c',
      scope: 'read',
    },
    token: { type: 'token' },
    basic: { type: 'basic' },
    labarchives: { type: 'labarchives' },
    none: { type: 'none' },
  },
};

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

describe('parseConfig', () => {
  it.each([GOOD, EVERY_KIND, { providers: {} }])(
    'freezes what it returns, defaults included',
    (value) => {
      const result = parseConfig(value);
      expect(result.ok).toBe(true);
      expect(isDeepFrozen(result.ok && result.config)).toBe(true);
    },
  );

  it('leaves the value it was given alone', () => {
    const value = structuredClone(GOOD);
    parseConfig(value);
    expect(value).toEqual(GOOD);
    expect(Object.isFrozen(value)).toBe(false);
  });

  it('reads again what it returned as JSON, but for what it added itself', () => {
    const config = {
      providers: {},
      apis: [],
      kernel: { env: { constructor: 'x' }, sealed: false },
    };
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual({ ok: true, config });
  });

  it('makes of a preset what could have been written without one', () => {
    const first = parseConfig(EVERY_KIND);
    if (!first.ok) throw new Error(JSON.stringify(first.errors));
    const written = Object.values(first.config.providers)
      .filter(({ type }) => type === 'oidc')
      .map(({ id, ...provider }) => [id, provider] as const);
    expect(written).toHaveLength(6);
    const second = parseConfig({ providers: Object.fromEntries(written) });
    expect(second.ok && Object.values(second.config.providers)).toEqual(
      Object.values(first.config.providers).filter(({ type }) => type === 'oidc'),
    );
  });

  it('knows no provider by the name of an inherited property', () => {
    const result = parseConfig(GOOD);
    expect(result.ok && result.config.providers.constructor).toBe(undefined);
  });

  it.each([
    [
      'a getter that throws',
      {
        get providers(): never {
          throw new Error('no');
        },
      },
    ],
    ['a proxy that was revoked', revokedProxy()],
    ['a function', () => GOOD],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['nothing', undefined],
  ])('refuses %s without throwing', (_, value) => {
    const result = parseConfig(value);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.errors[0]?.path).toMatch(/^(\/providers)?$/);
  });

  it('refuses an object that contains itself', () => {
    const value: Record<string, unknown> = {};
    value.providers = value;
    expect(parseConfig(value).ok).toBe(false);
  });

  it('reads ten thousand unknown keys and rules in reasonable time', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i] as const);
    const result = parseConfig({ ...Object.fromEntries(many), providers: {}, apis: many });
    expect(!result.ok && result.errors).toHaveLength(20_000);
  });
});

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('parseConfigText', () => {
  it('reads text that is nested as deep as it likes', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const result = parseConfigText(`{"providers": ${deep}}`);
    expect(result.ok).toBe(false);
  });

  it('reads a string of five million characters', () => {
    const label = 'x\\"'.repeat(2_500_000);
    const text = `{"providers": {"p": {"type": "none", "label": "${label}"}}}`;
    expect(parseConfigText(text).ok).toBe(true);
  });

  it('finds the keys that stand twice, wherever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.jsonValue(), (first, key, second) => {
        const member = (value: unknown) => `${JSON.stringify(key)}:${JSON.stringify(value)}`;
        const once = parseConfigText(`{"kernel":[{"a":[]},{${member(first)}}]}`);
        const twice = parseConfigText(`{"kernel":[{"a":[]},{${member(first)},${member(second)}}]}`);
        const paths = (result: typeof once) =>
          result.ok ? [] : result.errors.filter((e) => e.expected === 'each key once');
        expect(paths(once)).toEqual([]);
        expect(paths(twice)).toHaveLength(1);
        expect(paths(twice)[0]?.path.startsWith('/kernel/1/')).toBe(true);
      }),
    );
  });
});

describe('fuzzing', () => {
  const key = fc.oneof(
    fc.constantFrom('providers', 'apis', 'host', 'kernel', 'env', 'type', 'url', 'provider'),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'origins', 'signIn', 'endpoints', ''),
    fc.constantFrom('preset', 'issuer', 'clientId', 'parameters', 'host', 'realm', 'checkUrl'),
    fc.string({ maxLength: 4 }),
  );
  const leaf = fc.oneof(
    fc.constantFrom(
      'oidc',
      'none',
      'token',
      'labarchives',
      'mat3ra',
      'keycloak',
      'https://a.example/',
      './',
      '*',
      'GET',
      'device',
      '%',
      '__proto__',
    ),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string(),
    fc.anything(),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc
        .array(fc.tuple(key, tie('tree')), { maxLength: 6 })
        .map((entries) => Object.fromEntries(entries)),
    ),
  }));

  it('any value is parsed or refused with errors, never thrown at', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const result = parseConfig(value);
        if (result.ok) return;
        expect(result.errors.length).toBeGreaterThan(0);
        expect(new Set(result.errors.map(({ path }) => path)).size).toBe(result.errors.length);
        for (const error of result.errors) {
          expect(Object.values(error).every((part) => typeof part === 'string')).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['plain', GOOD],
    ['of every kind', EVERY_KIND],
  ])('any change of one character of a good text, %s, is parsed or refused', (_, good) => {
    const source = JSON.stringify(good);
    fc.assert(
      fc.property(fc.nat(source.length - 1), fc.string({ maxLength: 2 }), (at, put) => {
        const result = parseConfigText(source.slice(0, at) + put + source.slice(at + 1));
        expect(result.ok || result.errors.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a URL that a rule may have is its own serialization', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'https://',
        'http://',
        'a.example',
        'localhost',
        ':',
        '8080',
        '/',
        '..',
        '%',
        '2f',
        '61',
        'A',
        '@',
        '\\',
        'é',
        '?',
        '#',
        '[::1]',
        '127.0.0.1',
        '.',
        '0x1',
        ' ',
        '*',
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const url = parts.join('');
        const result = parseConfig({
          providers: { p: { type: 'none' } },
          apis: [{ url, provider: 'p' }],
        });
        if (!result.ok || !url.includes('://')) return;
        expect([url, `${url}/`]).toContain(new URL(url).href);
        const { protocol, hostname } = new URL(url);
        expect(
          protocol === 'https:' ||
            /^127\.|^localhost$|^\[::1\]$/.test(hostname) ||
            hostname.endsWith('.localhost'),
        ).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  /** The issuer that a preset makes, where it takes what is written. */
  function issuerOf(provider: Record<string, unknown>): URL | undefined {
    const result = parseConfig({ providers: { p: { type: 'oidc', clientId: 'c', ...provider } } });
    const parsed = result.ok ? result.config.providers.p : undefined;
    if (parsed?.type !== 'oidc' || parsed.issuer === undefined) return undefined;
    // One spelling only: `iss` is compared as text.
    expect(new URL(parsed.issuer).href).toBe(parsed.issuer);
    return new URL(parsed.issuer);
  }

  it('a realm of Keycloak is one segment of its issuer, whatever its name', () => {
    const odd = fc.string({
      unit: fc.constantFrom('.', '/', '%', '\\', '?', '#', ';', '2', 'f', ' '),
    });
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.oneof(odd, any), (realm) => {
        const issuer = issuerOf({ preset: 'keycloak', url: 'https://a.example/auth', realm });
        if (!issuer) return;
        const [realms, name = '', ...rest] = issuer.pathname.split('/').slice(2);
        expect([realms, decodeURIComponent(name), ...rest]).toEqual(['realms', realm]);
        expect(issuer.origin).toBe('https://a.example');
      }),
      { numRuns: 5_000 },
    );
  });

  it('a host of Mat3ra or a domain of Auth0 is the host of its issuer, and nothing more', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a.example',
        'localhost',
        '127.0.0.1',
        '[::1]',
        ':',
        '80',
        '443',
        '8001',
        '.',
        '/',
        '@',
        '#',
        '?',
        'A',
        '0x1',
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const mat3ra = issuerOf({ preset: 'mat3ra', host: text });
        const auth0 = issuerOf({ preset: 'auth0', domain: text });
        if (mat3ra) {
          expect([mat3ra.host, mat3ra.pathname]).toEqual([text, '/oidc']);
          const isLoopback = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|(?:.*\.)?localhost)$/.test(
            mat3ra.hostname,
          );
          expect(mat3ra.protocol).toBe(isLoopback ? 'http:' : 'https:');
        }
        if (auth0) expect(auth0.href).toBe(`https://${text}/`);
      }),
      { numRuns: 5_000 },
    );
  });
});
