import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHostData } from '../host/host-data.js';
import { kernelValues } from '../kernel/kernel-values.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession } from '../testing/make-sessions.js';
import type { SignIn } from './types.js';
import { bridgeState } from './public-state.js';
import { Vault } from './vault.js';

const config = configOf({
  providers: {
    platform: providerJson('https://platform.example/oidc'),
    second: providerJson('https://second.example/oidc'),
    open: { type: 'none' },
  },
  apis: [],
  host: { origins: ['https://platform.example'] },
});

const TROUBLE = { code: 'sign-in-failed', detail: 'Try again.', at: 1 } as const;

describe('bridgeState', () => {
  it('tells what a page needs, in the order of auth.json, without providers of type none', () => {
    const vault = new Vault('b');
    vault.setSession(deviceSession({ expiresAt: 5_000, claims: { sub: 'x' } }));
    vault.setSignIn({
      id: 's',
      provider: 'second',
      method: 'device',
      phase: 'starting',
      interval: 0,
      nextPollAt: 0,
    });
    expect(bridgeState(vault, config, 'build-1', 'page-1')).toEqual({
      build: 'build-1',
      kernels: [],
      boot: 'b',
      changes: 2,
      providers: [
        {
          id: 'platform',
          label: 'Platform',
          type: 'oidc',
          status: 'signed-in',
          session: {
            user: { username: 'grace', name: 'grace', display_name: 'grace', initials: 'G' },
            via: 'device',
            scopes: ['openid'],
            expiresAt: 5_000,
            renewable: true,
            claims: { sub: 'x' },
          },
        },
        {
          id: 'second',
          label: 'Platform',
          type: 'oidc',
          status: 'signing-in',
          signIn: { id: 's', method: 'device', others: [], phase: 'starting' },
        },
      ],
    });
  });

  it.each(['denied', 'expired', 'failed'] as const)('is signed out after %s', (phase) => {
    const vault = new Vault('b');
    const rest = {
      id: 's',
      provider: 'platform',
      method: 'device',
      interval: 0,
      nextPollAt: 0,
    } as const;
    vault.setSignIn({ ...rest, phase, trouble: TROUBLE });
    const [state] = bridgeState(vault, config, 'b', 'page-1').providers;
    const trouble = { code: 'sign-in-failed', detail: 'Try again.' };
    expect(state).toMatchObject({ status: 'signed-out', trouble, signIn: { phase, trouble } });
  });

  it('shows nobody a sign-in that asks nothing of the user', () => {
    const vault = new Vault('b');
    const silent = { id: 's', provider: 'platform', method: 'silent', phase: 'pending' } as const;
    vault.setSignIn({ ...silent, interval: 0, nextPollAt: 0 });
    const [state] = bridgeState(vault, config, 'b', 'page-1').providers;
    expect(state).toMatchObject({ status: 'signed-out' });
    expect(state).not.toHaveProperty('signIn');
  });

  it('calls a session renewable where a new token can be had without the user', () => {
    const renewable = (session = deviceSession()) => {
      const vault = new Vault('b');
      vault.setSession(session);
      return bridgeState(vault, config, 'b', 'page-1').providers[0]?.session?.renewable;
    };
    expect(renewable()).toBe(true);
    expect(renewable(hostSession('secret'))).toBe(true);
    const bearer = { kind: 'bearer', accessToken: 'secret' } as const;
    expect(renewable(deviceSession({ credential: bearer }))).toBe(false);
  });

  it('never holds a credential, whatever happened, nor do the values of kernels', () => {
    let count = 0;
    const secrets: string[] = [];
    const secret = () => {
      count += 1;
      secrets.push(`secret-${count}-end`);
      return `secret-${count}-end`;
    };
    const signIn = (provider: string, phase: SignIn['phase']): SignIn => ({
      id: `sign-in-${count}`,
      provider,
      method: 'device',
      phase,
      deviceCode: secret(),
      userCode: 'AAAA-BBBB',
      verificationUri: 'https://platform.example/device',
      interval: 5_000,
      nextPollAt: 0,
    });
    const keyOf = (d: string) => ({ privateKey: { kty: 'EC', d }, publicKey: { kty: 'EC' } });
    type Operation = (vault: Vault, provider: string) => void;
    const operations: Record<string, Operation> = {
      device: (vault, provider) => {
        const credential = {
          kind: 'bearer',
          accessToken: secret(),
          refreshToken: secret(),
        } as const;
        vault.setSession(deviceSession({ provider, credential, claims: { sub: 'x' } }));
      },
      host: (vault, provider) => {
        vault.setSession({ ...hostSession(secret()), provider });
      },
      bound: (vault, provider) => {
        const dpopKey = keyOf(secret());
        const tokens = { accessToken: secret(), refreshToken: secret() };
        vault.setSession(
          deviceSession({
            provider,
            credential: { kind: 'bearer', ...tokens, dpopKey },
            claims: { sub: 'x', exp: 5 },
            tokenClaims: { scope: 'read' },
          }),
        );
      },
      renewed: (vault, provider) => {
        const session = vault.session(provider);
        const credential = { kind: 'bearer', accessToken: secret() } as const;
        if (session) vault.renewSession({ ...session, credential });
      },
      typed: (vault, provider) => {
        const credential = { kind: 'header', authorization: `Basic ${secret()}` } as const;
        vault.setSession(deviceSession({ provider, via: 'form', credential }));
      },
      link: (vault, provider) => {
        const credential = { kind: 'header', authorization: `Bearer ${secret()}` } as const;
        vault.setSession(deviceSession({ provider, via: 'link', credential }));
      },
      labarchives: (vault, provider) => {
        const key = { accessKeyId: 'key-1', accessPassword: secret() };
        const credential = { kind: 'labarchives', ...key, uid: secret() } as const;
        vault.setSession(deviceSession({ provider, via: 'form', credential }));
      },
      form: (vault, provider) => {
        const typed = { accessKeyId: 'key-1', accessPassword: secret() };
        const rest = signIn(provider, 'pending');
        vault.setSignIn({ ...rest, method: 'form', state: secret(), typed });
      },
      window: (vault, provider) => {
        const rest = signIn(provider, 'pending');
        vault.setSignIn({ ...rest, method: 'popup', dpopKey: keyOf(secret()) });
      },
      silent: (vault, provider) => {
        const rest = signIn(provider, 'pending');
        vault.setSignIn({ ...rest, method: 'silent', dpopKey: keyOf(secret()) });
      },
      signOut: (vault, provider) => {
        vault.endSession(provider);
        vault.setSignedOut(provider, true);
      },
      hostData: (vault) => {
        const authToken = secret();
        const payload = {
          apiConfig: { accountId: 'a', authToken },
          environ: { OIDC_ACCESS_TOKEN: secret(), NOTE: `by ${authToken}` },
          [authToken]: [authToken],
        };
        vault.setHostData('page', readHostData(payload).data);
      },
      start: (vault, provider) => vault.setSignIn(signIn(provider, 'pending')),
      deny: (vault, provider) => {
        vault.setSignIn({ ...signIn(provider, 'denied'), trouble: TROUBLE });
      },
      cancel: (vault, provider) => vault.endSignIn(provider, TROUBLE),
      end: (vault, provider) => vault.endSession(provider, TROUBLE),
      environment: (vault, provider) => vault.setEnvironment(provider, { ACCOUNT_ID: 'a' }),
    };
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...Object.keys(operations)),
            fc.constantFrom('platform', 'second'),
          ),
          { maxLength: 12 },
        ),
        (steps) => {
          const vault = new Vault('boot');
          secrets.length = 0;
          const handles = { platform: 'jlab_p', second: 'jlab_s' };
          const kernel = { id: 'k', page: 'page', handles };
          vault.setKernel(kernel);
          for (const [name, provider] of steps) operations[name]?.(vault, provider);
          const endpoint = 'https://site.example/';
          const shown = JSON.stringify([
            bridgeState(vault, config, 'build', 'page-1'),
            kernelValues(kernel, 'platform', { vault, config, endpoint }),
            kernelValues(kernel, 'second', { vault, config, endpoint }),
          ]);
          expect(secrets.filter((each) => shown.includes(each))).toEqual([]);
          // The other way round, so that this cannot pass for want of secrets.
          const kept = JSON.stringify(vault.snapshot());
          if (vault.session('platform')) expect(kept).toMatch(/secret-\d+-end/);
        },
      ),
    );
  });
});

describe('the questions in the state', () => {
  const asking = configOf({
    providers: { platform: providerJson('https://platform.example/oidc') },
    apis: [{ url: './api/', provider: 'platform', access: 'ask', methods: ['GET'] }],
  });

  it('say whose calls wait by which rule, and nothing of a handle', () => {
    const vault = new Vault('b');
    vault.setSession(deviceSession());
    vault.setKernel({ id: 'k', page: 'p', handles: { platform: 'jlab_secret' } });
    const call = { provider: 'platform', rule: 0, method: 'GET', url: 'https://a.example/x?q' };
    vault.questions.hold({ ...call, kernel: 'k' });
    vault.questions.hold({ ...call, kernel: 'k' });
    vault.questions.hold(call);
    const state = bridgeState(vault, asking, 'build-1', 'p');
    const rule = { index: 0, url: './api/', methods: ['GET'] };
    const shown = { method: 'GET', url: 'https://a.example/x?q' };
    expect(state.questions).toMatchObject([
      { label: 'Platform', rule, kernel: 'k', calls: [{ ...shown, count: 2 }] },
      { label: 'Platform', rule, calls: [{ ...shown, count: 1 }] },
    ]);
    expect(JSON.stringify(state)).not.toMatch(/jlab_|secret/);
  });

  it('are not there where nothing is asked', () => {
    expect(bridgeState(new Vault('b'), asking, 'build-1', 'p')).not.toHaveProperty('questions');
  });
});
