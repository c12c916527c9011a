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
    vault.setSignIn({ id: 's', provider: 'second', phase: 'starting', interval: 0, nextPollAt: 0 });
    expect(bridgeState(vault, config, 'build-1')).toEqual({
      build: 'build-1',
      providers: [
        {
          id: 'platform',
          label: 'Platform',
          status: 'signed-in',
          session: {
            user: { username: 'grace', name: 'grace', display_name: 'grace', initials: 'G' },
            via: 'device',
            scopes: ['openid'],
            expiresAt: 5_000,
            renewable: true,
          },
        },
        {
          id: 'second',
          label: 'Platform',
          status: 'signing-in',
          signIn: { id: 's', method: 'device', others: [], phase: 'starting' },
        },
      ],
    });
  });

  it.each(['denied', 'expired', 'failed'] as const)('is signed out after %s', (phase) => {
    const vault = new Vault('b');
    const rest = { id: 's', provider: 'platform', interval: 0, nextPollAt: 0 };
    vault.setSignIn({ ...rest, phase, trouble: TROUBLE });
    const [state] = bridgeState(vault, config, 'b').providers;
    const trouble = { code: 'sign-in-failed', detail: 'Try again.' };
    expect(state).toMatchObject({ status: 'signed-out', trouble, signIn: { phase, trouble } });
  });

  it('calls a session renewable where a new token can be had without the user', () => {
    const renewable = (session = deviceSession()) => {
      const vault = new Vault('b');
      vault.setSession(session);
      return bridgeState(vault, config, 'b').providers[0]?.session?.renewable;
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
      phase,
      deviceCode: secret(),
      userCode: 'AAAA-BBBB',
      verificationUri: 'https://platform.example/device',
      interval: 5_000,
      nextPollAt: 0,
    });
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
            bridgeState(vault, config, 'build'),
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
