import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { makeProvider, makeSession, makeSignIn } from '../testing/make-provider';
import { describeSession } from './describe-session';

const NOW = Date.UTC(2026, 0, 1);
const trouble = { code: 'sign-in-cancelled', detail: 'Cancelled.' } as const;
const signingIn = (signIn: ProviderState['signIn']) =>
  makeProvider({ status: 'signing-in', ...(signIn && { signIn }) });
const signedIn = (session: ProviderState['session'], type: ProviderState['type'] = 'oidc') =>
  makeProvider({ status: 'signed-in', type, ...(session && { session }) });

describe('describeSession', () => {
  it.each<[string, ProviderState]>([
    ['Sign in to Mat3ra', makeProvider()],
    ['Mat3ra: not signed in', makeProvider({ trouble })],
    ['Mat3ra: not signed in', makeProvider({ signIn: makeSignIn({ phase: 'denied', trouble }) })],
    ['Mat3ra: signing in…', signingIn(undefined)],
    ['Mat3ra: signing in…', signingIn(makeSignIn({ phase: 'starting' }))],
    ['Mat3ra: signing in…', signingIn(makeSignIn({ method: 'form' }))],
    ['Mat3ra: confirm ABCD-EFGH', signingIn(makeSignIn({ userCode: 'ABCD-EFGH' }))],
    ['Ada Example', signedIn(makeSession({ via: 'host' }))],
    ['Ada Example', signedIn(makeSession({ via: 'link' }), 'token')],
    ['Ada Example', signedIn(makeSession({ via: 'form' }), 'basic')],
    ['Ada Example', signedIn(makeSession({ via: 'form' }), 'labarchives')],
    ['Ada Example · 29 min', signedIn(makeSession({ expiresAt: NOW + 29.9 * 60_000 }))],
    ['Ada Example · ended', signedIn(makeSession({ expiresAt: NOW }))],
    ['Ada Example', signedIn(makeSession({ expiresAt: NOW - 1, renewable: true }))],
  ])('says "%s"', (words, provider) => {
    expect(describeSession(provider, NOW, trans)).toBe(words);
  });

  it('says whose session it is where there are several providers', () => {
    const session = makeSession({ expiresAt: NOW + 3 * 60_000 });
    expect(describeSession(signedIn(session), NOW, trans, true)).toBe(
      'Mat3ra: Ada Example · 3 min',
    );
    expect(describeSession(makeProvider(), NOW, trans, true)).toBe('Sign in to Mat3ra');
  });
});
