import { describe, expect, it } from 'vitest';
import { readHostData } from '../host/host-data.js';
import { configJson, configOf } from '../testing/make-config.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import { Vault } from '../vault/vault.js';
import { kernelValues } from './kernel-values.js';

const ENDPOINT = 'https://site.example/auth-bridge/kernel/';
const config = configOf(
  configJson('https://platform.example/oidc', [], {
    kernel: { env: { API_HOST: 'from-config', EXTRA: 'from-config' } },
  }),
);
const KERNEL = { id: 'k', page: 'page', handles: { platform: 'jlab_k' } };

function values(vault: Vault, provider: string | undefined = 'platform', kernel = KERNEL) {
  return kernelValues(kernel, provider, { vault, config, endpoint: ENDPOINT });
}

function setHost(vault: Vault, payload: unknown): void {
  vault.setHostData('page', readHostData(payload).data);
}

describe('kernelValues', () => {
  it('gives a handle from the start, signed in or not', () => {
    expect(values(new Vault('b'))).toEqual({
      env: { API_HOST: 'from-config', EXTRA: 'from-config', OIDC_ACCESS_TOKEN: 'jlab_k' },
      handle: 'jlab_k',
      endpoint: ENDPOINT,
    });
  });

  it('gives none where there is no provider, or none of this kernel', () => {
    const plain = { env: config.kernel.env, endpoint: ENDPOINT };
    expect(
      kernelValues(KERNEL, undefined, { vault: new Vault('b'), config, endpoint: ENDPOINT }),
    ).toEqual(plain);
    expect(values(new Vault('b'), 'other')).toEqual(plain);
  });

  it('lets the host say more than the account, and the account more than auth.json', () => {
    const vault = new Vault('b');
    vault.setSession(hostSession('secret-auth'));
    vault.setEnvironment('platform', { ACCOUNT_ID: 'account', EXTRA: 'account', CLUSTERS: '[]' });
    setHost(vault, {
      apiConfig: { accountId: 'host', authToken: 'secret-auth', clusters: ['c'] },
      environ: { API_HOST: 'host', ACCOUNT_ID: 'environ', OIDC_ACCESS_TOKEN: 'secret-oidc' },
    });
    expect(values(vault).env).toEqual({
      API_HOST: 'host',
      EXTRA: 'account',
      ACCOUNT_ID: 'host',
      CLUSTERS: '["c"]',
      AUTH_TOKEN: 'jlab_k',
      OIDC_ACCESS_TOKEN: 'jlab_k',
    });
  });

  it('sets AUTH_TOKEN in a session of the host alone', () => {
    const vault = new Vault('b');
    setHost(vault, { apiConfig: { accountId: 'host', authToken: 'secret-auth' } });
    expect(values(vault).env).not.toHaveProperty('AUTH_TOKEN');
    vault.setSession(deviceSession());
    expect(values(vault).env).not.toHaveProperty('AUTH_TOKEN');
    vault.setSession(hostSession('secret-auth'));
    expect(values(vault).env).toHaveProperty('AUTH_TOKEN', 'jlab_k');
  });

  it('takes no value into the environment that is no string', () => {
    const vault = new Vault('b');
    setHost(vault, { environ: { A: 1, B: null, C: { d: 1 }, D: 'text' }, apiConfig: {} });
    const { env } = values(vault);
    expect(env).toMatchObject({ D: 'text' });
    for (const name of ['A', 'B', 'C']) expect(env).not.toHaveProperty(name);
  });

  it("shows a page's host data to the kernels of that page alone", () => {
    const vault = new Vault('b');
    setHost(vault, { materials: ['Si'] });
    expect(values(vault).dataFromHost).toEqual({ materials: ['Si'] });
    const other = { ...KERNEL, page: 'other page' };
    expect(values(vault, 'platform', other)).not.toHaveProperty('dataFromHost');
  });

  it('holds no secret, and each kernel its own handle', () => {
    const vault = new Vault('b');
    vault.setSession(hostSession('secret-auth'));
    setHost(vault, {
      apiConfig: { accountId: 'host', authToken: 'secret-auth' },
      environ: { OIDC_REFRESH_TOKEN: 'secret-refresh', AUTH_TOKEN: 'secret-auth' },
      note: 'secret-auth and secret-refresh',
    });
    const text = JSON.stringify(values(vault));
    expect(text).not.toContain('secret');
    const other = JSON.stringify(
      values(vault, 'platform', {
        ...KERNEL,
        handles: { platform: 'jlab_other' },
      }),
    );
    expect(other).not.toContain('jlab_k');
    expect(other.replaceAll('jlab_other', 'jlab_k')).toBe(text);
  });
});
