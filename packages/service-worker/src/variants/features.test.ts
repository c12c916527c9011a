import { describe, expect, it } from 'vitest';
import { configOf } from '../testing/make-config.js';
import { featuresOf, refuseLeftOut } from './features.js';

const oidc = { type: 'oidc', issuer: 'https://id.example', clientId: 'site' };
const providers = (...all: readonly object[]) => ({
  providers: Object.fromEntries(all.map((provider, index) => [`p${index}`, provider])),
});
const api = (more: object) => ({
  ...providers(oidc),
  apis: [{ url: '/api', provider: 'p0', ...more }],
});
const host = { host: { origins: ['https://host.example'] } };

describe('what an auth.json needs', () => {
  it.each([
    [providers(), []],
    [providers({ type: 'none' }), []],
    [providers(oidc), ['oidc']],
    [providers({ type: 'token' }, { type: 'basic' }), ['typed']],
    [providers({ type: 'labarchives' }, oidc), ['oidc', 'labarchives']],
    [{ ...providers(), ...host }, ['host']],
    [{ ...providers(oidc, { type: 'basic' }), ...host }, ['oidc', 'typed', 'host']],
    [api({ access: 'deny', attach: 'handle-only' }), ['oidc']],
    [api({ access: 'ask' }), ['oidc', 'strict']],
    [api({ roles: ['editor'] }), ['oidc', 'strict']],
    [{ ...providers(), kernel: { sealed: true } }, ['strict']],
  ])('%j', (config, features) => {
    expect(featuresOf(configOf(config))).toEqual(features);
  });
});

describe('what was left out', () => {
  it('is named, with what to do', () => {
    const config = configOf(providers(oidc, { type: 'token' }));
    expect(() => refuseLeftOut(config, 'typed host')).toThrow(
      /without \(typed\): run `jupyter lite build` again\.$/,
    );
  });

  it('is no obstacle to an auth.json that does not need it', () => {
    const config = configOf(providers(oidc));
    expect(() => refuseLeftOut(config, 'typed labarchives host strict')).not.toThrow();
    expect(() => refuseLeftOut(config, '')).not.toThrow();
  });
});
