import { describe, expect, it } from 'vitest';
import { makeProvider, makeSession } from '../testing/make-provider';
import { anonymousIdentity, currentIdentity } from './current-identity';

const anonymous = anonymousIdentity('8c1d');
const COLOR = /^var\(--jp-collaborator-color[1-7]\)$/;
const { user } = makeSession();
const signedIn = (more: Partial<typeof user & { color: string; avatar_url: string }>) =>
  makeProvider({
    id: 'b',
    status: 'signed-in',
    session: makeSession({ user: { ...user, ...more } }),
  });
const identityOf = (...providers: ReturnType<typeof makeProvider>[]) =>
  currentIdentity({ build: '1', boot: 'b', changes: 0, kernels: [], providers }, anonymous);

describe('currentIdentity', () => {
  it('is the anonymous one before the worker has spoken, and when nobody is signed in', () => {
    expect(currentIdentity(undefined, anonymous)).toBe(anonymous);
    expect(identityOf(makeProvider())).toBe(anonymous);
    expect(identityOf()).toBe(anonymous);
  });

  it('is the user of the first session', () => {
    const ada = signedIn({ avatar_url: 'https://a.example/p' });
    const identity = identityOf(makeProvider(), ada, signedIn({ name: 'Linus' }));
    expect(identity).toMatchObject({
      username: 'ada',
      name: 'Ada Example',
      initials: 'AE',
      avatar_url: 'https://a.example/p',
    });
  });

  it("keeps the user's colour, or chooses one by the name", () => {
    expect(identityOf(signedIn({ color: '#123456' })).color).toBe('#123456');
    const colors = Array.from({ length: 50 }, (_, i) =>
      identityOf(signedIn({ username: `u${i}` })),
    );
    expect(colors.every(({ color }) => COLOR.test(color))).toBe(true);
    expect(new Set(colors.map(({ color }) => color)).size).toBe(7);
    expect(identityOf(signedIn({})).color).toBe(identityOf(signedIn({ name: 'Another' })).color);
  });
});

describe('anonymousIdentity', () => {
  it('is named after a moon of Jupiter, always the same for one id', () => {
    expect(anonymousIdentity('8c1d')).toEqual(anonymous);
    const { name, display_name, initials, color, username } = anonymous;
    expect(name).toMatch(/^Anonymous [A-Z][a-z]+$/);
    expect(display_name).toBe(name);
    expect(initials).toBe(`A${name.charAt('Anonymous '.length)}`);
    expect(color).toMatch(COLOR);
    expect(username).toBe('anonymous-8c1d');
  });

  it('differs from page to page', () => {
    const names = Array.from({ length: 100 }, (_, i) => anonymousIdentity(`id-${i}`).name);
    expect(new Set(names).size).toBeGreaterThan(10);
  });
});
