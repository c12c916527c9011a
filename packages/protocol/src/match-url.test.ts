import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage, decodedPath, readAddress } from './match-url.js';

function covered(prefix: string, url: string) {
  const [start, address] = [readAddress(new URL(prefix)), readAddress(new URL(url))];
  return start && address && coverage(start, address);
}

const matches = (prefix: string, url: string) => covered(prefix, url) === 'covered';
const SITE = 'https://a.example';

describe('coverage', () => {
  it.each(['/api', '/api/'])('takes what lies at or beneath %s', (prefix) => {
    for (const path of [
      '/api',
      '/api/',
      '/api/x',
      '/api/x/',
      '/api/x?y=/../z#w',
      '/api/a%20b',
      '/api/%C3%A9',
      '/api/..x/x..',
      '/api/.../100%25',
    ]) {
      expect(matches(SITE + prefix, SITE + path), path).toBe(true);
    }
  });

  it.each(['/api', '/api/'])('leaves what lies beside %s', (prefix) => {
    for (const path of [
      '/',
      '/apix',
      '/apix/',
      '/ap',
      '/x/api/',
      '/API/',
      '/api%20',
      '/api/../x',
    ]) {
      expect(matches(SITE + prefix, SITE + path), path).toBe(false);
    }
  });

  it('takes a whole origin by the prefix /', () => {
    expect(matches(SITE, `${SITE}/x/y`)).toBe(true);
    expect(matches(SITE, SITE)).toBe(true);
  });

  it('compares escapes decoded, on both sides', () => {
    expect(matches(`${SITE}/api/`, `${SITE}/%61p%69/x`)).toBe(true);
    expect(matches(`${SITE}/My%20Site/`, `${SITE}/My%20Site/x`)).toBe(true);
    expect(matches(`${SITE}/%C3%A9/`, `${SITE}/é/x`)).toBe(true);
    expect(matches(`${SITE}/%E9/`, `${SITE}/é/x`)).toBe(false);
  });

  it.each([
    'http://a.example/api/',
    'https://a.example:8443/api/',
    'https://b.example/api/',
    'https://a.example.evil.test/api/',
    'https://xa.example/api/',
    'https://a.example./api/',
    'https://user@a.example/api/',
    'https://:pass@a.example/api/',
    'blob:https://a.example/api/',
    'wss://a.example/api/',
    'data:text/plain,/api/',
  ])('never takes %s', (url) => {
    expect(matches(`${SITE}/api/`, url)).toBe(false);
    expect(matches(SITE, url)).toBe(false);
  });

  it('never takes a URL that is no web URL, whatever the prefix', () => {
    expect(matches('data:text/plain,x', 'data:text/plain,x')).toBe(false);
  });

  it.each([
    '/api/..%2fadmin',
    '/api/%2e%2e%2fadmin',
    '/api/a%2Fb',
    '/api/..%5cadmin',
    '/api/a%5Cb',
    '/api/%252e%252e/admin',
    '/api/%252e%252e%252fadmin',
    '/api/a%252fb',
    '/api/a%255cb',
    '/api/%25252e/x',
    '/api//admin',
    '/api/x//',
    '//api/x',
    '/api/..;/admin',
    '/api/%2e%2e;x/admin',
    '/api/x;y',
    '/api/x%3by',
    '/api/x%00',
    '/api/x%0d%0ay',
    '/api/%',
    '/api/%zz',
    '/api/x%2',
    '/api/%2561dmin',
  ])('takes %s by no prefix: servers read it in more than one way', (path) => {
    expect(matches(`${SITE}/api/`, SITE + path)).toBe(false);
    expect(matches(SITE, SITE + path)).toBe(false);
  });

  it('sees what the browser made of dot segments and backslashes', () => {
    expect(matches(`${SITE}/api/`, `${SITE}/api/%2e%2e/admin`)).toBe(false);
    expect(matches(`${SITE}/api/`, `${SITE}/api/.%2E/admin`)).toBe(false);
    expect(matches(`${SITE}/api/`, `${SITE}/api\\..\\admin`)).toBe(false);
    expect(matches(`${SITE}/api/`, `${SITE}/x/../api/y`)).toBe(true);
  });
});

describe('coverage but for the case of letters', () => {
  it.each(['/api/x', '/API/x', '/%41pi', '/aPi'])('takes %s', (path) => {
    expect(covered(`${SITE}/api/`, SITE + path)).toBeDefined();
  });

  it.each(['/apix', '/API//x', '/x/api'])('leaves %s', (path) => {
    expect(covered(`${SITE}/api/`, SITE + path)).toBeUndefined();
  });
});

describe('properties', () => {
  const origin = fc.constantFrom(
    'https://a.example',
    'http://a.example',
    'https://a.example:8443',
    'https://b.a.example',
    'https://a.example.evil.test',
  );
  const messy = fc
    .array(
      fc.constantFrom(
        '/',
        'api',
        'x',
        '.',
        '..',
        '%2e',
        '%2f',
        '%5c',
        '\\',
        '%25',
        '%',
        '2e',
        '2f',
        ';',
        '%61',
        'é',
        '%00',
        ' ',
      ),
      { maxLength: 10 },
    )
    .map((pieces) => `/${pieces.join('')}`);
  const segment = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
    .filter((text) => isPlain(text));
  const segments = fc.array(segment, { maxLength: 4 });
  const prefix = fc.tuple(segments, fc.constantFrom('', '/'));

  const pathOf = (list: readonly string[], end = '') =>
    `/${list.map(encodeURIComponent).join('/')}${end}`;

  it('never takes a URL of another origin', () => {
    fc.assert(
      fc.property(origin, messy, origin, messy, (a, aPath, b, bPath) => {
        fc.pre(a !== b);
        expect(matches(a + aPath, b + bPath)).toBe(false);
      }),
    );
  });

  it('takes a plain path exactly when it begins with the segments of the prefix', () => {
    const related = prefix.chain(([start, end]) =>
      fc.tuple(
        fc.constant(start),
        fc.constant(end),
        fc.oneof(
          segments,
          segments.map((more) => [...start, ...more]),
        ),
      ),
    );
    fc.assert(
      fc.property(related, ([start, end, path]) => {
        const beneath = start.every((item, i) => path[i] === item);
        expect(
          matches(SITE + pathOf(start, start.length > 0 ? end : ''), SITE + pathOf(path)),
        ).toBe(beneath);
      }),
    );
  });

  it('takes no path that a server which decodes, merges slashes and resolves dots finds elsewhere', () => {
    fc.assert(
      fc.property(messy, (path) => {
        if (!matches(`${SITE}/api/`, SITE + path)) return;
        for (const times of [1, 2, 3]) {
          expect(lenientServer(new URL(SITE + path).pathname, times)[0]).toBe('api');
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('decodedPath', () => {
  it.each([
    ['/', '/'],
    ['/api', '/api'],
    ['/api/', '/api/'],
    ['/%61pi/x%20y?q#f', '/api/x y'],
    ['/é', '/Ã©'],
    ['/a//b', undefined],
    ['/a%2fb', undefined],
    ['/a/..%2fb', undefined],
    ['/a;x/b', undefined],
    ['/%2561', undefined],
    ['/%zz', undefined],
  ])('of %s is %s', (path, decoded) => expect(decodedPath(new URL(SITE + path))).toBe(decoded));
});

function isPlain(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what a plain segment lacks
  return !/^\.\.?$|[/\\;\0-\x1f\x7f]|%[0-9a-f]{2}/i.test(text);
}

/** The path as the most careless server would read it. */
function lenientServer(pathname: string, times: number): string[] {
  let path = pathname;
  for (let i = 0; i < times; i += 1) {
    path = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  const result: string[] = [];
  for (const raw of path.split(/[/\\]/)) {
    const segment = raw.replace(/;.*/, '');
    if (segment === '..') result.pop();
    else if (segment !== '' && segment !== '.') result.push(segment);
  }
  return result;
}
