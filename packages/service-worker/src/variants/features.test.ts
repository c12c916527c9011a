import { describe, expect, it } from 'vitest';
import { featuresOf, refuseLeftOut } from './features.js';

const oidc = { type: 'oidc', issuer: 'https://id.example', clientId: 'site' };
const config = (...providers: readonly object[]) => ({
  providers: Object.fromEntries(providers.map((provider, index) => [`p${index}`, provider])),
});

describe('what an auth.json needs', () => {
  it.each([
    [[], []],
    [[{ type: 'none' }], []],
    [[oidc], ['oidc']],
    [[{ ...oidc, dpop: false }], ['oidc']],
    [
      [oidc, { ...oidc, dpop: true }],
      ['oidc', 'dpop'],
    ],
    [[{ type: 'token' }, { type: 'basic' }], ['typed']],
    [
      [{ type: 'labarchives' }, oidc],
      ['labarchives', 'oidc'],
    ],
  ])('%j', (providers, features) => {
    expect([...featuresOf(config(...providers))]).toEqual(features);
  });

  it.each([[undefined], [[]], [{}], [{ providers: [null, 'oidc'] }]])(
    'leaves %j to the parser',
    (value) => {
      expect(featuresOf(value).size).toBe(0);
    },
  );
});

describe('what was left out', () => {
  it('is named, with what to do', () => {
    expect(() => refuseLeftOut(config(oidc, { type: 'token' }), 'dpop typed')).toThrow(
      /without \(typed\): run `jupyter lite build` again\.$/,
    );
  });

  it('is no obstacle to an auth.json that does not need it', () => {
    expect(() => refuseLeftOut(config(oidc), 'dpop typed labarchives')).not.toThrow();
    expect(() => refuseLeftOut(config(oidc), '')).not.toThrow();
  });
});
