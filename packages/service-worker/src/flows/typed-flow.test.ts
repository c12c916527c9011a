import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  cut,
  hang,
  held,
  html,
  json,
  redirect,
  ScriptedServer,
  status,
} from '@jupyterlite-auth-bridge/mock-provider';
import { apiCalls, problemOf } from '../testing/api-calls.js';
import { deviceSession } from '../testing/make-sessions.js';
import { driveTime } from '../testing/settle.js';
import { codeShown, until } from '../testing/until.js';
import { isFormFlow } from './flow.js';

let api: ScriptedServer;
beforeEach(async () => {
  api = await ScriptedServer.start();
  api.serve('/api/x', json(200, {}));
  api.serve('/whoami', json(200, { login: 'grace', name: 'Grace Hopper' }));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await api.stop();
});

function setUp(provider: Record<string, unknown>) {
  const parts = apiCalls({ label: 'Lab', ...provider }, `${api.origin}/api/x`);
  const { sessions, vault } = parts;
  /** The user asks for the form, and sends it. */
  async function submit(values: Record<string, string>) {
    if (!vault.signIn('platform')) await sessions.signIn(parts.provider, { force: true });
    const flow = sessions.flow('platform');
    if (!flow || !isFormFlow(flow)) throw new Error('no form');
    return flow.submit(vault.signIn('platform')?.id ?? '', values);
  }
  return { ...parts, submit };
}

const token = (more: Record<string, unknown> = {}) => setUp({ type: 'token', ...more });
const checked = () => token({ checkUrl: `${api.origin}/whoami` });
const basic = (more: Record<string, unknown> = {}) => setUp({ type: 'basic', ...more });

const sent = (path: string) => api.at(path).map(({ headers }) => headers.authorization);

describe('a token that the user pastes', () => {
  it.each([
    ['Bearer', {}],
    ['token', { scheme: 'token' }],
  ])('goes out by the scheme %s, without the white space around it', async (scheme, more) => {
    const { submit, call, own } = token(more);
    expect(await submit({ token: '  secret-token \n' })).toBe(`${own}done?result=ok#_`);
    expect((await call()).status).toBe(200);
    expect(sent('/api/x')).toEqual([`${scheme} secret-token`]);
  });

  it.each(['', '   ', 'two words', 'tökén', 'line\nbreak', 'x'.repeat(16_385)])(
    'is refused where it is none: %j',
    async (value) => {
      const { submit, vault } = token();
      await expect(submit({ token: value })).rejects.toMatchObject({ code: 'sign-in-denied' });
      expect(vault.session('platform')).toBeUndefined();
    },
  );

  it('is of a user that nobody knows, where nothing says whose it is', async () => {
    const { submit, vault } = token();
    await submit({ token: 'secret-token' });
    expect(vault.session('platform')?.user.name).toMatch(/^Anonymous /);
  });

  it.each([
    [{ login: 'grace', name: 'Grace Hopper' }, 'grace', 'Grace Hopper'],
    [{ sub: 's-1', preferred_username: 'gh' }, 'gh', 'gh'],
    [{ data: { username: 'grace', email: 'g@example.org' } }, 'grace', 'grace'],
    [{ id: 'u1', name: 'Grace' }, 'u1', 'Grace'],
  ])('is of whom the check says: %j', async (answer, username, name) => {
    api.on('/whoami', json(200, answer));
    const { submit, vault } = checked();
    await submit({ token: 'secret-token' });
    expect(sent('/whoami')).toEqual(['Bearer secret-token']);
    expect(vault.session('platform')?.user).toMatchObject({ username, name });
  });

  it.each([
    [{ login: 'grace', roles: ['editor'], permissions: ['read:/a/*'] }, ['editor', 'read:/a/*']],
    [{ data: { username: 'grace', groups: ['lab'] } }, ['lab']],
    [{ login: 'grace', roles: 'admin' }, []],
    ['admin', []],
  ])('has the roles that the check names: %j', async (answer, roles) => {
    api.on('/whoami', json(200, answer));
    const { submit, vault } = checked();
    await submit({ token: 'secret-token' });
    expect(vault.session('platform')?.roles).toEqual(roles);
  });

  it.each([401, 403])(
    'is refused where the check answers %i, and may be typed again',
    async (code) => {
      const { submit, vault } = checked();
      api.fault('/whoami', status(code), 1);
      await expect(submit({ token: 'secret-wrong' })).rejects.toMatchObject({
        code: 'sign-in-denied',
        message: 'Lab does not accept this token.',
      });
      expect(vault.session('platform')).toBeUndefined();
      await submit({ token: 'secret-right' });
      expect(vault.session('platform')).toBeDefined();
    },
  );

  it.each([
    ['500', status(500)],
    ['a cut connection', cut],
    ['a redirect', redirect('/elsewhere')],
  ])('waits where it cannot be checked now: %s', async (_, answer) => {
    api.on('/whoami', answer);
    const { submit, vault } = checked();
    await expect(submit({ token: 'secret-token' })).rejects.toMatchObject({
      code: 'issuer-unreachable',
    });
    expect(vault.session('platform')).toBeUndefined();
    expect(api.at('/elsewhere')).toEqual([]);
  });

  it('waits 10 s at most for a check that hangs', async () => {
    api.on('/whoami', hang);
    const { submit, runtime } = checked();
    const { settle } = driveTime(runtime);
    const outcome = submit({ token: 'secret-token' }).catch((error: unknown) => error);
    const { value, ms } = await settle(outcome);
    expect(value).toMatchObject({ code: 'issuer-unreachable' });
    expect(ms).toBeLessThanOrEqual(10_250);
  });

  it('is taken where the check says nothing of the user', async () => {
    api.on('/whoami', html(200));
    const { submit, vault } = checked();
    await submit({ token: 'secret-token' });
    expect(vault.session('platform')?.user.name).toMatch(/^Anonymous /);
  });

  it.each(['cancelSignIn', 'signOut'] as const)(
    'is not taken where the user has left meanwhile: %s',
    async (leave) => {
      const { submit, vault, sessions, provider } = checked();
      const late = held();
      api.fault('/whoami', late.answer, 1);
      const outcome = submit({ token: 'secret-token' });
      await until(() => expect(api.at('/whoami')).toHaveLength(1));
      await sessions[leave](provider);
      late.release();
      await expect(outcome).rejects.toMatchObject({ code: 'sign-in-expired' });
      expect(vault.session('platform')).toBeUndefined();
    },
  );
});

describe('a call with such a token that comes back 401', () => {
  it("is the API's own word where the check says that the token is good", async () => {
    const { submit, call, vault } = checked();
    await submit({ token: 'secret-token' });
    api.on('/api/x', json(401, { message: 'not yours' }));
    expect(await (await call()).json()).toEqual({ message: 'not yours' });
    expect(vault.session('platform')).toBeDefined();
  });

  it('brings the form up again where the check refuses the token', async () => {
    const { submit, call, vault } = checked();
    await submit({ token: 'secret-old' });
    api.fault('/api/x', status(401), 1);
    api.fault('/whoami', status(401), 1);
    const waiting = call();
    await codeShown(vault);
    expect(vault.signIn('platform')?.method).toBe('form');
    await submit({ token: 'secret-new' });
    expect((await waiting).status).toBe(200);
    expect(sent('/api/x')).toEqual(['Bearer secret-old', 'Bearer secret-new']);
  });

  it('brings the form up where nothing can be asked, and holds no secret', async () => {
    const { submit, call, vault, sessions, provider } = token();
    await submit({ token: 'secret-token' });
    api.on('/api/x', status(401));
    const waiting = call();
    await codeShown(vault);
    sessions.cancelSignIn(provider);
    const problem = await problemOf(await waiting);
    expect(problem).toMatchObject({ status: 401, code: 'sign-in-cancelled' });
    expect(JSON.stringify(problem)).not.toContain('secret-token');
  });
});

describe('a token in a link', () => {
  it('signs in', async () => {
    const { sessions, vault } = checked();
    await sessions.useLinkToken('secret-link');
    expect(vault.session('platform')).toMatchObject({ via: 'link', user: { username: 'grace' } });
  });

  it("takes no session's place, not even of one that came while it was checked", async () => {
    const { sessions, vault } = checked();
    const session = deviceSession();
    const late = held();
    api.fault('/whoami', late.answer, 1);
    const outcome = sessions.useLinkToken('secret-link');
    await until(() => expect(api.at('/whoami')).toHaveLength(1));
    vault.setSession(session);
    late.release();
    await outcome;
    expect(vault.session('platform')).toBe(session);
    await sessions.useLinkToken('secret-other');
    expect(vault.session('platform')).toBe(session);
    expect(api.at('/whoami')).toHaveLength(1);
  });

  it('brings no session back that the user has ended while it was checked', async () => {
    const { sessions, vault, provider } = checked();
    const late = held();
    api.fault('/whoami', late.answer, 1);
    const outcome = sessions.useLinkToken('secret-link');
    await until(() => expect(api.at('/whoami')).toHaveLength(1));
    await sessions.signOut(provider);
    late.release();
    await outcome;
    expect(vault.session('platform')).toBeUndefined();
  });

  it('that is not accepted is told, without it', async () => {
    api.on('/whoami', status(401));
    const { sessions, vault } = checked();
    await sessions.useLinkToken('secret-link');
    expect(vault.trouble('platform')).toMatchObject({ code: 'sign-in-denied' });
    expect(JSON.stringify(vault.snapshot())).not.toContain('secret-link');
  });

  it('is refused where no provider takes one', async () => {
    const { sessions } = basic();
    await expect(sessions.useLinkToken('secret')).rejects.toMatchObject({
      code: 'provider-unknown',
    });
  });
});

describe('a name and a password (RFC 7617)', () => {
  it.each([
    ['Aladdin', 'open sesame', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['test', '123£', 'Basic dGVzdDoxMjPCow=='],
    ['名', 'パス:語', `Basic ${Buffer.from('名:パス:語').toString('base64')}`],
    ['nobody', '', 'Basic bm9ib2R5Og=='],
  ])('go out as UTF-8: %s, %s', async (username, password, header) => {
    const { submit, call, vault } = basic();
    await submit({ username, password });
    await call();
    expect(sent('/api/x')).toEqual([header]);
    expect(vault.session('platform')?.user.username).toBe(username);
  });

  it.each([
    ['a colon in the name', 'a:b', 'p'],
    ['no name', '', 'p'],
    ['a line break in the name', 'a\nb', 'p'],
    ['a control character in the password', 'a', 'p\u0007'],
  ])('are refused: %s', async (_, username, password) => {
    const { submit, vault } = basic();
    await expect(submit({ username, password })).rejects.toMatchObject({
      code: 'sign-in-denied',
      message: expect.stringContaining('colon') as string,
    });
    expect(vault.session('platform')).toBeUndefined();
  });

  it('are checked where they can be', async () => {
    api.fault('/whoami', status(401), 1);
    const { submit, vault } = basic({ checkUrl: `${api.origin}/whoami` });
    await expect(submit({ username: 'grace', password: 'wrong' })).rejects.toMatchObject({
      message: 'Lab does not accept this user name and password.',
    });
    await submit({ username: 'grace', password: 'right' });
    expect(vault.session('platform')?.user.name).toBe('Grace Hopper');
  });
});
