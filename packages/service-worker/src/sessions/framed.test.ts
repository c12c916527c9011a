import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { platformSessions } from '../testing/platform-sessions.js';
import { until } from '../testing/until.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ authorization: true })));
afterEach(() => issuer.stop());

describe('a sign-in where all pages are in frames', () => {
  it.each([
    ['a code, where there are codes', ['popup', 'device'], 'device'],
    ['a window, where there is nothing else', ['host', 'popup'], 'popup'],
    ['a window in place of a redirect, which would be in the frame', ['redirect'], 'popup'],
  ])('is by %s', async (_, signIn, method) => {
    const { vault, obtain } = platformSessions(issuer, { signIn }, { framed: true });
    void obtain();
    await until(() => expect(vault.signIn('platform')?.phase).toBe('pending'));
    expect(vault.signIn('platform')?.method).toBe(method);
  });

  it.each([['popup'], ['redirect']])('is by %s in a page of its own', async (method) => {
    const { vault, obtain } = platformSessions(issuer, { signIn: [method, 'device'] });
    void obtain();
    await until(() => expect(vault.signIn('platform')?.phase).toBe('pending'));
    expect(vault.signIn('platform')?.method).toBe(method);
  });
});
