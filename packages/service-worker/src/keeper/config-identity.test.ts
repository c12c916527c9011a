import { describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { configIdentity } from './config-identity.js';

const ISSUER = 'https://platform.example/oidc';
const identity = (provider: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  configIdentity(configOf({ providers: { platform: provider }, apis: [], ...more }));
const text = (provider: Record<string, unknown>) => identity(provider).providers[0]?.[1];

const TOKEN = { type: 'token', label: 'Lab' };
const ENDPOINTS = { token: `${ISSUER}/token`, deviceAuthorization: `${ISSUER}/device` };

describe('the identity of a provider', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['label', providerJson(ISSUER), providerJson(ISSUER, { label: 'Other words' })],
    [
      'ways to sign in',
      providerJson(ISSUER),
      providerJson(ISSUER, { signIn: ['device', 'popup'] }),
    ],
    ['clock tolerance', providerJson(ISSUER), providerJson(ISSUER, { clockTolerance: 9 })],
    ['client secret', providerJson(ISSUER), providerJson(ISSUER, { clientSecret: 's' })],
    [
      'order of keys',
      providerJson(ISSUER, { endpoints: ENDPOINTS, parameters: { a: '1', b: '2' } }),
      providerJson(ISSUER, {
        endpoints: Object.fromEntries(Object.entries(ENDPOINTS).reverse()),
        parameters: { b: '2', a: '1' },
      }),
    ],
  ])('is the same with another %s', (_, a, b) => expect(text(a)).toBe(text(b)));

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['issuer', providerJson(ISSUER), providerJson('https://other.example/oidc')],
    ['client', providerJson(ISSUER), providerJson(ISSUER, { clientId: 'other' })],
    ['scope', providerJson(ISSUER), providerJson(ISSUER, { scope: 'openid' })],
    ['audience', providerJson(ISSUER), providerJson(ISSUER, { parameters: { audience: 'x' } })],
    ['proof of possession', providerJson(ISSUER), providerJson(ISSUER, { dpop: true })],
    ['list of endpoints', providerJson(ISSUER), providerJson(ISSUER, { endpoints: ENDPOINTS })],
    ['type', providerJson(ISSUER), TOKEN],
    ['type', TOKEN, { type: 'basic', label: 'Lab' }],
    ['label, where that is all there is', TOKEN, { ...TOKEN, label: 'Other' }],
    [
      'label, where that is all there is',
      { ...TOKEN, type: 'basic' },
      { label: 'O', type: 'basic' },
    ],
    ['scheme', TOKEN, { ...TOKEN, scheme: 'token' }],
    ['check', TOKEN, { ...TOKEN, checkUrl: 'https://lab.example/me' }],
    [
      'address',
      { type: 'labarchives', label: 'L', url: 'https://a.example/api' },
      { type: 'labarchives', label: 'L', url: 'https://b.example/api' },
    ],
    [
      'access key',
      { type: 'labarchives', label: 'L', url: 'https://a.example/api' },
      { type: 'labarchives', label: 'L', url: 'https://a.example/api', accessKeyId: 'k' },
    ],
  ])('is another with another %s', (_, a, b) => expect(text(a)).not.toBe(text(b)));
});

describe('the identity of the hosts', () => {
  const host = (...origins: string[]) => identity(providerJson(ISSUER), { host: { origins } }).host;

  it('changes with their origins', () => {
    const [one, other] = ['https://one.example', 'https://other.example'];
    expect(host(one)).toBe(host(one));
    expect(host(one)).not.toBe(host(other));
    expect(host(one)).not.toBe(host(one, other));
    expect(host(one)).not.toBe(identity(providerJson(ISSUER)).host);
  });
});
