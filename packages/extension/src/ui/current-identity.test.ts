import type { ProviderState } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, it } from 'vitest';
import { currentIdentity } from './current-identity';

const signedOut: ProviderState = { id: 'a', label: 'A', status: 'signed-out' };
const signedIn = (name: string): ProviderState => ({
  id: 'b',
  label: 'B',
  status: 'signed-in',
  session: {
    user: {
      username: 'u',
      name,
      display_name: name,
      initials: 'XY',
      avatar_url: 'https://a.example/p',
    },
    via: 'device',
    scopes: [],
    renewable: false,
  },
});

describe('currentIdentity', () => {
  it('is anonymous before the worker has spoken, and when nobody is signed in', () => {
    expect(currentIdentity(undefined).username).toBe('anonymous');
    expect(currentIdentity({ build: '1', providers: [signedOut] }).username).toBe('anonymous');
  });

  it('is the first session, with a colour of its own', () => {
    const state = { build: '1', providers: [signedOut, signedIn('Ada'), signedIn('Linus')] };
    expect(currentIdentity(state)).toMatchObject({
      name: 'Ada',
      initials: 'XY',
      avatar_url: 'https://a.example/p',
    });
    expect(currentIdentity(state).color).toContain('--jp-collaborator-color');
  });
});
