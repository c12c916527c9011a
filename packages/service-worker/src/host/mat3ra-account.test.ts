import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileRules } from '../rules/compile-rules.js';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { plainSender } from '../testing/plain-sender.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import { html, json, ScriptedServer, status } from '@jupyterlite-auth-bridge/mock-provider';
import { mat3raAccount, mat3raEnvironment } from './mat3ra-account.js';

const ME = '/api/v1/users/me';
const CLUSTERS = '/api/2018-10-01/other/clusters';

const USER = {
  data: {
    user: { entity: { defaultAccountId: 'account-1' } },
    accounts: [
      { entity: { _id: 'account-1', name: 'Grace Hopper', type: 'personal' } },
      { entity: { _id: 'org-1', type: 'organization' } },
      { entity: { _id: 'org-2', type: 'enterprise' }, isDefault: true },
    ],
  },
};

let api: ScriptedServer;
beforeEach(async () => {
  api = await ScriptedServer.start();
  api.on(ME, json(200, USER));
  api.on(CLUSTERS, json(200, { data: ['cluster-1'] }));
});
afterEach(() => api.stop());

function account(session = deviceSession(), rule: Record<string, unknown> = {}) {
  const providers = {
    platform: providerJson('https://platform.example'),
    other: providerJson('https://other.example'),
  };
  const apis = [{ url: `${api.origin}/api/`, provider: 'platform', ...rule }];
  const rules = compileRules(configOf({ providers, apis }), 'https://site.example/');
  return mat3raAccount(session, rules, plainSender(new FakeRuntime()));
}

describe('mat3raAccount', () => {
  it("asks with the session's credential, and picks the default organization", async () => {
    expect(await account()).toEqual({
      accountId: 'account-1',
      organizationId: 'org-2',
      name: 'Grace Hopper',
      clusters: ['cluster-1'],
    });
    for (const { headers } of api.received) {
      expect(headers.authorization).toBe('Bearer secret-access-old');
    }
  });

  it.each([
    ['asks the user', { access: 'ask' }],
    ['wants a role that the user has not', { roles: ['editor'] }],
  ])('asks nothing where the rule %s', async (_, rule) => {
    expect(await account(deviceSession(), rule)).toEqual({});
    expect(api.received).toEqual([]);
  });

  it('takes the account that the host named', async () => {
    const found = await account(hostSession('secret-auth', 'org-1'));
    expect(found.accountId).toBe('org-1');
    expect(api.received[0]?.headers).toMatchObject({
      'x-account-id': 'org-1',
      'x-auth-token': 'secret-auth',
    });
  });

  it.each([
    ['denied', { access: 'deny' }],
    ['for another method', { methods: ['POST'] }],
    ["another provider's", { provider: 'other' }],
    ['for another path', { url: 'http://127.0.0.1:1/elsewhere/' }],
  ])('sends nothing where the rule is %s', async (_, rule) => {
    expect(await account(deviceSession(), rule)).toEqual({});
    expect(api.received).toEqual([]);
  });

  it.each([
    ['401', status(401)],
    ['HTML', html(200)],
    ['a list', json(200, [])],
    ['null', json(200, { data: null })],
    ['other types', json(200, { data: { user: 7, accounts: { entity: [] } } })],
  ])('does without what could not be had: %s', async (_, answer) => {
    api.on(ME, answer);
    api.on(CLUSTERS, answer);
    expect(await account()).toEqual({});
  });
});

describe('mat3raEnvironment', () => {
  it('names what is known, and nothing else', () => {
    expect(mat3raEnvironment({})).toEqual({});
    expect(
      mat3raEnvironment({ accountId: 'a', organizationId: 'o', name: 'n', clusters: ['c'] }),
    ).toEqual({ ACCOUNT_ID: 'a', ORGANIZATION_ID: 'o', CLUSTERS: '["c"]' });
  });
});
