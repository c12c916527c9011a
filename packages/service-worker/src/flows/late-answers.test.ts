import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { held } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { startIssuer } from '../testing/issuer.js';
import { deviceSession } from '../testing/make-sessions.js';
import { until } from '../testing/until.js';
import { windowSignIn } from '../testing/window-sign-in.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer({ authorization: true })));
afterEach(() => issuer.stop());

const tokensGiven = () => issuer.secrets.filter((secret) => /access|refresh/.test(secret));
const revoked = () => issuer.at('revoke').map(({ form }) => form.get('token'));

describe('after a sign-out', () => {
  it('a callback brings no session back', async () => {
    const parts = windowSignIn(issuer);
    const callback = await parts.visit(await parts.start());
    await parts.sessions.signOut(parts.provider);
    expect(await parts.comeBack(callback)).toMatch(/result=failed/);
    expect(parts.vault.session('platform')).toBeUndefined();
    expect(issuer.at('token')).toEqual([]);
  });

  it('a callback of a window from before the session brings none back', async () => {
    const parts = windowSignIn(issuer);
    const callback = await parts.visit(await parts.start());
    parts.vault.setSession(deviceSession()); // by another way meanwhile
    await parts.sessions.signOut(parts.provider);
    expect(await parts.comeBack(callback)).toMatch(/result=failed/);
    expect(parts.vault.session('platform')).toBeUndefined();
    expect(issuer.at('token')).toEqual([]);
  });

  it('a code that was being redeemed brings none back, and its tokens are revoked', async () => {
    const parts = windowSignIn(issuer);
    const callback = await parts.visit(await parts.start());
    const late = held();
    issuer.fault('token', late.answer, 1);
    const back = parts.comeBack(callback);
    await until(() => expect(issuer.at('token')).toHaveLength(1));
    await parts.sessions.signOut(parts.provider);
    late.release();
    expect(await back).toMatch(/result=failed/);
    expect(parts.vault.session('platform')).toBeUndefined();
    expect(tokensGiven()).toHaveLength(2);
    await until(() => expect(revoked()).toEqual(expect.arrayContaining(tokensGiven())));
  });

  it('the user may sign in again', async () => {
    const parts = windowSignIn(issuer);
    await parts.signIn();
    await parts.sessions.signOut(parts.provider);
    expect(await parts.signIn()).toMatch(/result=ok/);
    expect(parts.vault.isSignedOut('platform')).toBe(false);
  });
});

describe('after the user cancelled', () => {
  it('a code that was being redeemed makes no session', async () => {
    const parts = windowSignIn(issuer);
    const callback = await parts.visit(await parts.start());
    const late = held();
    issuer.fault('token', late.answer, 1);
    const back = parts.comeBack(callback);
    await until(() => expect(issuer.at('token')).toHaveLength(1));
    parts.sessions.cancelSignIn(parts.provider);
    late.release();
    expect(await back).toMatch(/result=failed/);
    expect(parts.vault.session('platform')).toBeUndefined();
    expect(parts.vault.trouble('platform')?.code).toBe('sign-in-cancelled');
  });
});
