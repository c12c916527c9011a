import { describe, expect, it } from 'vitest';
import { deviceSession } from '../../testing/make-sessions.js';
import { Vault } from '../../vault/vault.js';
import { answerPageNavigation } from './answer-navigation.js';
import { HostChannels } from './host-channels.js';
import { answerLaunchCode } from './launch-code.js';
import { Launches } from './launches.js';
import { Questions } from './questions.js';
import { Renewal } from './renewal.js';
import { isAboutPaths, missingRole } from './roles.js';
import { candidates, undiscovered } from './find-endpoint.js';
import { loadOAuth } from './load-oauth.js';

const own = 'https://site.example/auth-bridge/';

describe('in the place of the second script', () => {
  const { answerStart, answerCallback, answerEndSession } = loadOAuth();

  it.each([
    ['start', answerStart],
    ['callback', answerCallback],
    ['end-session', answerEndSession],
  ])('%s leads to the word that it failed, and no further', async (name, answer) => {
    const query = new URLSearchParams({ provider: 'p', state: 's', return: 'https://evil.test/' });
    const { status, headers } = await answer(new URL(`${own}${name}?${query}`), { own });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe(`${own}done?result=failed#_`);
  });
});

describe("in the place of the worker's own pages", () => {
  it('none is answered', () => {
    expect(answerPageNavigation()).toBeUndefined();
  });
});

describe('in the place of hosts', () => {
  it('whoever says that there is one, and whatever code comes, is refused', async () => {
    const [channels, launches] = [new HostChannels(), new Launches()];
    await expect(channels.attach()).rejects.toMatchObject({ code: 'message-refused' });
    await expect(launches.use()).rejects.toMatchObject({ code: 'message-refused' });
    await expect(channels.ask()).resolves.toBe('no-answer');
    channels.update();
    launches.greet();
    expect(answerLaunchCode()).toBeUndefined();
  });
});

describe('in the place of questions and roles', () => {
  it('nothing is asked, kept or wanted', () => {
    const questions = new Questions();
    questions.restore();
    questions.answer();
    questions.end();
    expect([questions.list(), questions.snapshot()]).toEqual([[], []]);
    expect([missingRole(), isAboutPaths()]).toEqual([undefined, false]);
  });
});

describe("in the place of the look for issuers' endpoints", () => {
  it('no request may go to one', () => {
    expect([candidates(), undiscovered()]).toEqual([[], []]);
  });
});

describe('in the place of renewals', () => {
  it('a session that is refused ends, and one that took its place stays', async () => {
    const vault = new Vault('boot');
    const [stale, newer] = [deviceSession(), deviceSession()];
    const end = () => {
      vault.endSession('platform');
    };
    const context = { vault, end };
    const renewal = new Renewal(context);
    vault.setSession(stale);
    await renewal.renewAhead();
    expect(vault.session('platform')).toBe(stale);
    expect(await renewal.renew(stale)).toBeUndefined();
    expect(vault.session('platform')).toBeUndefined();
    const other = {
      ...newer,
      credential: { kind: 'header', authorization: 'Basic eA==' },
    } as const;
    vault.setSession(other);
    expect(await renewal.renew(stale)).toBe(other);
    expect(renewal.pauseLeft()).toBe(0);
  });
});
