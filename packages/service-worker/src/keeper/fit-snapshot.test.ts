import { describe, expect, it } from 'vitest';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import type { SignIn } from '../vault/types.js';
import { Vault } from '../vault/vault.js';
import { configIdentity } from './config-identity.js';
import { fitSnapshot } from './fit-snapshot.js';
import type { Here } from './fit-snapshot.js';

const ONE = 'https://one.example/oidc';
const TWO = 'https://two.example/oidc';
const HOST = { host: { origins: ['https://one.example'] } };
const TROUBLE = { code: 'session-ended', detail: 'It has ended.', at: 7 } as const;

function identity(providers: Record<string, unknown>, more: Record<string, unknown> = HOST) {
  return configIdentity(configOf({ providers, apis: [], ...more }));
}

const BEFORE = identity({ one: providerJson(ONE), two: providerJson(TWO) });

const pending = (provider: string): SignIn => ({
  id: `sign-in-${provider}`,
  provider,
  method: 'device',
  phase: 'pending',
  deviceCode: 'secret-device',
  interval: 5_000,
  nextPollAt: 1_000,
});

function filled(): Vault {
  const vault = new Vault('before');
  for (const provider of ['one', 'two']) {
    vault.setSession(deviceSession({ provider }));
    vault.setSignIn(pending(provider));
    vault.setEnvironment(provider, { OF: provider });
    vault.setProviderMetadata(provider, { of: provider });
  }
  vault.setKernel({ id: 'k', page: 'page', handles: { one: 'jlab_1', two: 'jlab_2' } });
  vault.setKernel({ id: 'client:1', page: undefined, handles: { one: 'jlab_c1' } });
  vault.setKernel({ id: 'client:2', page: undefined, handles: { two: 'jlab_c2' } });
  vault.setHostData('page', { materials: [] });
  return vault;
}

const saved = (vault = filled()) => ({ identity: BEFORE, vault: vault.snapshot() });

function fit(from: ReturnType<typeof saved>, here: Partial<Here>) {
  let minted = 0;
  const mintHandle = () => `jlab_new-${(minted += 1)}`;
  return fitSnapshot(from, { identity: BEFORE, ended: new Set(), mintHandle, ...here });
}

/** Where anything of a provider is. */
function placesOf(provider: string, { snapshot }: ReturnType<typeof fit>): string[] {
  return Object.entries(snapshot)
    .filter(([, part]) => (JSON.stringify(part) + '"').includes(`"${provider}"`))
    .map(([name]) => name)
    .sort();
}

const ALL = ['environment', 'kernels', 'metadata', 'sessionIds', 'sessions', 'signIns'];

describe('a snapshot', () => {
  it('of the same configuration is whole', () => {
    const from = saved();
    const { snapshot, isWhole } = fit(from, {});
    expect(snapshot).toEqual(from.vault);
    expect(isWhole).toBe(true);
  });

  it('whose provider is gone loses all that is of it, and keeps the others', () => {
    const fitted = fit(saved(), { identity: identity({ two: providerJson(TWO) }) });
    expect(placesOf('one', fitted)).toEqual([]);
    expect(placesOf('two', fitted)).toEqual(ALL);
    expect(fitted.snapshot.kernels).toEqual([
      { id: 'k', page: 'page', handles: { two: 'jlab_2' } },
      { id: 'client:2', page: undefined, handles: { two: 'jlab_c2' } },
    ]);
    expect(fitted.snapshot.hosts).toHaveLength(1);
    expect(fitted.isWhole).toBe(false);
  });

  it.each([
    ['another issuer', providerJson(TWO)],
    ['another client', providerJson(ONE, { clientId: 'other' })],
    ['another type', { type: 'token', label: 'Platform' }],
  ])('whose provider is %s now has nothing of it but new handles', (_, one) => {
    const now = identity({ one, two: providerJson(TWO) });
    const fitted = fit(saved(), { identity: now });
    expect(placesOf('one', fitted)).toEqual(['kernels']);
    expect(JSON.stringify(fitted.snapshot)).not.toMatch(/jlab_c?1/);
    expect(placesOf('two', fitted)).toEqual(ALL);
    const [kernel] = fitted.snapshot.kernels;
    expect(kernel?.handles).toEqual({ one: 'jlab_new-1', two: 'jlab_2' });
    expect(fitted.isWhole).toBe(false);
  });

  it('brings running kernels a handle of a provider that is new', () => {
    const three = providerJson('https://three.example/oidc');
    const now = identity({ three, one: providerJson(ONE), two: providerJson(TWO) });
    const fitted = fit(saved(), { identity: now });
    expect(fitted.snapshot.kernels.map(({ handles }) => handles)).toEqual([
      { three: 'jlab_new-1', one: 'jlab_1', two: 'jlab_2' },
      { one: 'jlab_c1' },
      { two: 'jlab_c2' },
    ]);
    expect(placesOf('one', fitted)).toEqual(ALL);
    expect(fitted.isWhole).toBe(false);
  });

  it('forgets troubles and sign-outs of a provider that is another one now', () => {
    const vault = new Vault('before');
    for (const provider of ['one', 'two']) {
      vault.endSession(provider, TROUBLE);
      vault.setSignedOut(provider, true);
    }
    const { snapshot } = fit(saved(vault), { identity: identity({ two: providerJson(TWO) }) });
    expect(snapshot.troubles).toEqual([['two', TROUBLE]]);
    expect(snapshot.signedOut).toEqual(['two']);
  });

  it('with data of a host that is not trusted any more has other values for kernels', () => {
    const providers = { one: providerJson(ONE), two: providerJson(TWO) };
    const fitted = fit(saved(), { identity: identity(providers, {}) });
    expect(fitted.snapshot.hosts).toEqual([]);
    expect(fitted.snapshot.sessions).toHaveLength(2);
    expect(fitted.isWhole).toBe(false);
  });

  it('from a host that is not trusted any more loses its session and its data', () => {
    const vault = filled();
    vault.setSession({ ...hostSession('secret-auth'), provider: 'one' });
    const { snapshot } = fit(saved(vault), {
      identity: identity(
        { one: providerJson(ONE), two: providerJson(TWO) },
        { host: { origins: ['https://other.example'] } },
      ),
    });
    expect(snapshot.sessions.map(({ provider }) => provider)).toEqual(['two']);
    expect(snapshot.hosts).toEqual([]);
    // The user has not signed out: the new host is asked.
    expect(snapshot.signedOut).toEqual([]);
  });
});

describe('what the user has allowed for a session', () => {
  const approvals = [
    { provider: 'one', rule: 0 },
    { provider: 'one', rule: 0, kernel: 'k' },
    { provider: 'two', rule: 1, kernel: 'k' },
    { provider: 'two', rule: 1, kernel: 'gone' },
  ];
  const PROVIDERS = { one: providerJson(ONE), two: providerJson(TWO) };
  const allowed = () => {
    const from = saved();
    return { ...from, vault: { ...from.vault, approvals } };
  };
  const left = (here: Partial<Here>) => fit(allowed(), here).snapshot.approvals;

  it('stays under the same configuration, of kernels that are there', () => {
    expect(left({})).toEqual(approvals.slice(0, 3));
  });

  it('goes with the provider, and with its session', () => {
    const one = providerJson(ONE, { clientId: 'other' });
    expect(left({ identity: identity({ ...PROVIDERS, one }) })).toEqual([approvals[2]]);
    const from = allowed();
    const ended = new Set([new Map(from.vault.sessionIds).get('one') ?? '']);
    expect(fit(from, { ended }).snapshot.approvals).toEqual([approvals[2]]);
  });

  it('goes where any rule is another one: it was said of what they covered together', () => {
    const apis = [{ url: 'https://api.example/', provider: 'one', access: 'ask' }];
    expect(left({ identity: identity(PROVIDERS, { ...HOST, apis }) })).toEqual([]);
  });
});

describe('a session that is over', () => {
  const idOf = (vault: Vault, provider: string) =>
    new Map(vault.snapshot().sessionIds).get(provider) ?? '';

  it('does not come back, nor its handles and values; the others do', () => {
    const vault = filled();
    const ended = new Set([idOf(vault, 'one')]);
    const fitted = fit(saved(vault), { ended });
    expect(placesOf('one', fitted)).toEqual(['kernels', 'metadata', 'signIns', 'signedOut']);
    expect(fitted.snapshot.kernels).toEqual([
      { id: 'k', page: 'page', handles: { one: 'jlab_new-1', two: 'jlab_2' } },
      { id: 'client:2', page: undefined, handles: { two: 'jlab_c2' } },
    ]);
    expect(placesOf('two', fitted)).toEqual(ALL);
    expect(fitted.isWhole).toBe(false);
  });

  it('leaves no sign-in behind that was cancelled', () => {
    const { snapshot } = fit(saved(), { ended: new Set(['sign-in-two']) });
    expect(snapshot.signIns.map(({ provider }) => provider)).toEqual(['one']);
    expect(snapshot.sessions).toHaveLength(2);
    expect(snapshot.signedOut).toEqual([]);
  });
});

it('gives a revoked kernel nothing new, and keeps what is known of the others', () => {
  const vault = filled();
  vault.revokeKernel('k');
  vault.setKernel({ id: 'k2', page: 'page', handles: {}, notebook: 'a.ipynb', startedAt: 5 });
  const { snapshot } = fit(saved(vault), {
    identity: identity({ one: providerJson(ONE), two: providerJson(ONE) }),
  });
  const [first, second] = snapshot.kernels.filter(({ page }) => page === 'page');
  expect(first).toMatchObject({ revoked: true, handles: { one: 'jlab_1', two: 'jlab_2' } });
  expect(second).toMatchObject({ notebook: 'a.ipynb', startedAt: 5 });
});
