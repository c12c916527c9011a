import type { BridgeState, ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { trans } from '../testing/fake-trans';
import { makeProvider, makeSession, makeSignIn } from '../testing/make-provider';
import { announcement } from './announcement';

const state = (...providers: readonly ProviderState[]): BridgeState => ({
  build: 'build',
  boot: 'boot',
  changes: 0,
  providers,
  kernels: [],
  questions: [],
});
const trouble = { code: 'sign-in-denied', detail: 'Mat3ra says no.' } as const;
const out = makeProvider();
const coming = makeProvider({ status: 'signing-in', signIn: makeSignIn({ userCode: 'ABCD' }) });
const signedIn = makeProvider({ status: 'signed-in', session: makeSession() });
const refused = makeProvider({ signIn: makeSignIn({ phase: 'denied', trouble }) });

describe('announcement', () => {
  it.each([
    ['Signing in to Mat3ra.', out, coming],
    ['Signed in to Mat3ra as Ada Example.', coming, signedIn],
    ['Not signed in to Mat3ra.', signedIn, out],
    ['Mat3ra says no.', coming, refused],
    ['Mat3ra says no.', signedIn, makeProvider({ trouble })],
  ])('says "%s"', (words, before, now) => {
    expect(announcement(state(before), state(now), trans)).toBe(words);
  });

  it.each([
    ['what was so before', signedIn, signedIn],
    ['another code', coming, makeProvider({ status: 'signing-in', signIn: makeSignIn() })],
    [
      'a renewed session',
      signedIn,
      makeProvider({ status: 'signed-in', session: makeSession({ expiresAt: 1 }) }),
    ],
  ])('says nothing of %s', (_, before, now) => {
    expect(announcement(state(before), state(now), trans)).toBe('');
  });

  it('says nothing of the first state, and of each provider that has changed', () => {
    const forge = makeProvider({ id: 'forge', label: 'Forge' });
    expect(announcement(undefined, state(signedIn), trans)).toBe('');
    const now = state(signedIn, { ...forge, session: makeSession(), status: 'signed-in' });
    expect(announcement(state(out, forge), now, trans)).toBe(
      'Signed in to Mat3ra as Ada Example. Signed in to Forge as Ada Example.',
    );
  });
});
