import { describe, expect, it } from 'vitest';
import { compileRules } from '../rules/compile-rules.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { sealingPolicy } from './policy.js';

const SITE = 'https://site.example/courses/';

function directives(
  config: Record<string, unknown>,
  { scope = SITE, pyodide = null }: { scope?: string; pyodide?: string | null } = {},
): ReadonlyMap<string, readonly string[]> {
  const parsed = configOf(config);
  const policy = sealingPolicy(parsed, compileRules(parsed, scope), scope, pyodide);
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}

const OPEN = { open: { type: 'none' } };
const rule = (url: string, more = {}) => ({ url, provider: 'open', ...more });
const connect = (...args: Parameters<typeof directives>) => directives(...args).get('connect-src');

describe('the policy of sealed kernels', () => {
  it('allows the site alone where nothing else is configured', () => {
    expect(directives({ providers: {} })).toEqual(
      new Map([
        ['default-src', ["'none'"]],
        ['script-src', [SITE, "'wasm-unsafe-eval'", "'unsafe-eval'"]],
        ['connect-src', [SITE]],
        ['worker-src', ["'none'"]],
      ]),
    );
  });

  it('allows what rules cover, at the path and below it, and nothing that a rule denies', () => {
    const apis = [
      rule('https://api.example/v1/private', { access: 'deny' }),
      rule('https://api.example/v1', { methods: ['GET'] }),
      rule('https://api.example/v1/'),
      rule('https://whole.example'),
      rule('/proxy/'),
    ];
    expect(connect({ providers: OPEN, apis })).toEqual([
      SITE,
      'https://api.example/v1',
      'https://api.example/v1/',
      'https://whole.example/',
      'https://site.example/proxy',
      'https://site.example/proxy/',
    ]);
  });

  it("allows the issuer's origin, and endpoints where they are written", () => {
    const endpoints = {
      token: 'https://tokens.example/oauth/token?tenant=a',
      deviceAuthorization: 'https://tokens.example/oauth/device',
    };
    const platform = providerJson('https://id.example/realms/a', { endpoints });
    expect(connect({ providers: { platform } })).toEqual([
      SITE,
      'https://tokens.example/oauth/token',
      'https://tokens.example/oauth/device',
      'https://id.example/',
    ]);
  });

  it('allows code and data of Pyodide where that is on another origin, and no other code', () => {
    const pyodide = 'https://cdn.example/pyodide/v1/full/';
    const apis = [rule('https://api.example/')];
    const policy = directives({ providers: OPEN, apis }, { pyodide });
    expect(policy.get('script-src')?.slice(0, 2)).toEqual([SITE, pyodide]);
    expect(policy.get('script-src')?.join()).not.toContain('api.example');
    expect(policy.get('connect-src')).toEqual([SITE, pyodide, 'https://api.example/']);
  });

  it('is not broken up by what a path may have in it', () => {
    const scope = "https://site.example/a;b,c/it's/";
    const policy = directives({ providers: {} }, { scope });
    expect(policy.get('connect-src')).toEqual(["https://site.example/a%3Bb%2Cc/it's/"]);
    expect(policy.size).toBe(4);
  });
});
