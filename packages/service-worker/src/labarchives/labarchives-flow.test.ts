import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cut, held, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import type { Answer } from '@jupyterlite-auth-bridge/mock-provider';
import { answerPageNavigation } from '../pages/answer-navigation.js';
import { apiCalls } from '../testing/api-calls.js';
import { memoryStore } from '../testing/memory-store.js';
import { SITE } from '../testing/make-sessions.js';
import { codeShown, until } from '../testing/until.js';
import { LabArchivesFlow } from './labarchives-flow.js';
import { sign } from './sign.js';

const ACCESS = '/api/users/user_access_info';
const PASSWORD = 'secret-access-password';
const KEY = { accessKeyId: 'key-1', accessPassword: PASSWORD };
const ADA =
  '<users><id>uid-1</id><email>ada@example.org</email><fullname>Ada Lovelace</fullname></users>';

const xml =
  (code: number, body: string): Answer =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/xml' });
    response.end(body);
  };
const failure = (code: number) =>
  xml(
    401,
    `<error><error-code>${code}</error-code><error-description>x</error-description></error>`,
  );

const ALONE = {
  framed: false,
  ancestors: ["'self'"],
  hasTopLevelPage: () => Promise.resolve(true),
};

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
  server.serve(ACCESS, xml(200, ADA));
  server.serve('/api/entries/add', xml(200, '<ok/>'));
});
afterEach(() => server.stop());

function setUp(more: Record<string, unknown> = {}) {
  const provider = { label: 'Notebook', type: 'labarchives', url: server.origin, ...more };
  const parts = apiCalls(provider, `${server.origin}/api/entries/add`);
  const { config, sessions, vault, own, runtime, flow, oauth } = parts;
  const store = memoryStore();
  const outside = { config, oauth, store, scope: SITE, ...ALONE };
  const context = { sessions, vault, own, runtime, flow, ...outside };

  async function submit(values: Record<string, string>): Promise<string> {
    const labArchives = sessions.flow('platform');
    if (!(labArchives instanceof LabArchivesFlow)) throw new Error('no LabArchives');
    if (!vault.signIn('platform')) await sessions.signIn(parts.provider, { force: true });
    return labArchives.submit(vault.signIn('platform')?.id ?? '', values);
  }

  /** The user goes to LabArchives; where that page sends the browser back to. */
  async function goThere(): Promise<URL> {
    const page = new URL(await submit({ ...KEY, action: 'callback' }));
    return new URL(page.searchParams.get('redirect_uri') ?? '');
  }

  async function comeBack(url: URL, answer: Record<string, string>): Promise<string> {
    const target = new URL(url);
    for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
    const response = await answerPageNavigation(target, context)?.();
    expect(response?.status).toBe(303);
    return response?.headers.get('location') ?? '';
  }

  return { ...parts, submit, goThere, comeBack };
}

const USER = { email: 'ada@example.org', auth_code: 'secret-auth-code' };

describe('a sign-in at LabArchives', () => {
  it('goes to its page, signed, and comes back to an address that cannot be guessed', async () => {
    const { submit, own, runtime } = setUp();
    const page = new URL(await submit({ ...KEY, action: 'callback' }));
    expect(`${page.origin}${page.pathname}`).toBe(`${server.origin}/api_user_login`);
    const { redirect_uri = '', ...signed } = Object.fromEntries(page.searchParams);
    expect(redirect_uri).toMatch(/callback\/[\w-]{43}$/);
    expect(redirect_uri.startsWith(own)).toBe(true);
    const expires = runtime.now() + 300_000;
    const sig = await sign({ ...KEY, method: redirect_uri, expires });
    expect(signed).toEqual({ akid: 'key-1', expires: String(expires), sig });
    expect(page.href).not.toContain(PASSWORD);
  });

  it('makes a session of the user, and signs calls with the key', async () => {
    const { goThere, comeBack, vault, call, own } = setUp();
    expect(await comeBack(await goThere(), USER)).toBe(`${own}done?result=ok#_`);
    expect(vault.session('platform')).toMatchObject({
      via: 'form',
      user: { username: 'ada@example.org', name: 'Ada Lovelace' },
      credential: { kind: 'labarchives', uid: 'uid-1' },
    });
    expect((await call()).status).toBe(200);
    const query = new URL(server.at('/api/entries/add')[0]?.url ?? '', server.origin).searchParams;
    expect(query.get('uid')).toBe('uid-1');
    expect(query.get('akid')).toBe('key-1');
    expect(JSON.stringify(server.received)).not.toContain(PASSWORD);
  });

  it.each([
    ['a wrong state', (url: URL) => new URL(`${url.href}x`)],
    ['another state', (url: URL) => new URL('made-up', url)],
    ['a longer address', (url: URL) => new URL(`${url.href}/x`)],
  ])('is not ended by %s, and does not end of it', async (_, change) => {
    const { goThere, comeBack, vault } = setUp();
    const right = await goThere();
    expect(await comeBack(change(right), USER)).toMatch(/result=failed/);
    expect(server.at(ACCESS)).toEqual([]);
    expect(vault.session('platform')).toBeUndefined();
    expect(vault.signIn('platform')?.phase).toBe('pending');
    expect(await comeBack(right, USER)).toMatch(/result=ok/);
  });

  it('takes no answer to an older attempt', async () => {
    const { goThere, comeBack, vault } = setUp();
    const old = await goThere();
    const fresh = await goThere();
    expect(await comeBack(old, USER)).toMatch(/result=failed/);
    expect(vault.session('platform')).toBeUndefined();
    expect(await comeBack(fresh, USER)).toMatch(/result=ok/);
    expect(await comeBack(fresh, USER)).toMatch(/result=failed/);
  });

  it.each([
    ['an error of its own', { error: 'no' }, undefined, 'denied', 'sign-in-denied'],
    ['nothing', {}, undefined, 'failed', 'issuer-refused'],
    ['a wrong key', USER, failure(4520), 'failed', 'issuer-refused'],
    ['a connection that is cut', USER, cut, 'failed', 'issuer-unreachable'],
  ])('tells waiting calls why it came to nothing: %s', async (_, back, answer, phase, code) => {
    const { goThere, comeBack, call, vault } = setUp();
    const waiting = call();
    await codeShown(vault);
    if (answer) server.on(ACCESS, answer);
    expect(await comeBack(await goThere(), back)).toMatch(/result=failed/);
    expect((await waiting).status).toBe(401);
    expect(vault.signIn('platform')).toMatchObject({ phase, trouble: { code } });
    expect(JSON.stringify(vault.snapshot())).not.toMatch(/secret-a/);
  });

  it.each(['cancelSignIn', 'signOut'] as const)(
    'is over once the user has left: %s',
    async (leave) => {
      const { goThere, comeBack, sessions, provider, vault } = setUp();
      const url = await goThere();
      const late = held();
      server.fault(ACCESS, late.answer, 1);
      const back = comeBack(url, USER);
      await until(() => expect(server.at(ACCESS)).toHaveLength(1));
      await sessions[leave](provider);
      late.release();
      expect(await back).toMatch(/result=failed/);
      expect(await comeBack(url, USER)).toMatch(/result=failed/);
      expect(vault.session('platform')).toBeUndefined();
    },
  );

  it('goes on in a worker that was restarted meanwhile, by what the keeper held', async () => {
    const before = setUp();
    const url = await before.goThere();
    const snapshot = before.vault.snapshot();
    expect(JSON.stringify(snapshot)).toContain(PASSWORD);
    const restarted = setUp();
    expect(await restarted.comeBack(url, USER)).toMatch(/result=failed/);
    restarted.vault.restore(structuredClone(snapshot));
    expect(await restarted.comeBack(url, USER)).toMatch(/result=ok/);
    const again = setUp();
    again.vault.restore(structuredClone(restarted.vault.snapshot()));
    expect((await again.call()).status).toBe(200);
  });
});

describe('a one-hour code', () => {
  const code = { ...KEY, action: 'code', email: ' ada@example.org ', code: ' secret-hour-code ' };

  it('is exchanged for the user, by a signed call', async () => {
    const { submit, own, vault, runtime } = setUp();
    expect(await submit(code)).toBe(`${own}done?result=ok#_`);
    expect(vault.session('platform')?.user.name).toBe('Ada Lovelace');
    const query = new URL(server.at(ACCESS)[0]?.url ?? '', server.origin).searchParams;
    const expires = runtime.now() + 60_000;
    expect(Object.fromEntries(query)).toEqual({
      login_or_email: 'ada@example.org',
      password: 'secret-hour-code',
      akid: 'key-1',
      expires: String(expires),
      sig: await sign({ ...KEY, method: 'user_access_info', expires }),
    });
    expect(JSON.stringify(vault.snapshot())).not.toContain('secret-hour-code');
  });

  it.each([
    [
      'a wrong password of the key',
      failure(4520),
      'issuer-refused',
      /password and this computer's clock/,
    ],
    ['an unknown key', failure(4506), 'issuer-refused', /access key id/],
    ['a code that has ended', failure(4514), 'sign-in-failed', /Get a new code/],
    ['no answer', cut, 'issuer-unreachable', /could not be reached/],
  ])('that is not taken says so on the form, which stays: %s', async (_, answer, id, words) => {
    const { submit, vault } = setUp();
    server.fault(ACCESS, answer, 1);
    const error = await submit(code).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: id,
      message: expect.stringMatching(words) as string,
    });
    expect(String(error)).not.toMatch(/secret-/);
    expect(vault.signIn('platform')?.phase).toBe('pending');
    await submit(code);
    expect(vault.session('platform')).toBeDefined();
  });

  it.each([
    ['the key', { ...code, accessPassword: ' ' }, /access key is needed/],
    ['the key id', { ...code, accessKeyId: '' }, /access key is needed/],
    ['the address', { ...code, email: '' }, /e-mail address and the code/],
    ['the code', { ...code, code: '' }, /e-mail address and the code/],
  ])('is not sent without %s', async (_, values, words) => {
    const { submit } = setUp();
    await expect(submit(values)).rejects.toMatchObject({
      message: expect.stringMatching(words) as string,
    });
    expect(server.received).toEqual([]);
  });

  it('needs no key id where auth.json has it, and takes no other', async () => {
    const { submit } = setUp({ accessKeyId: 'of-the-site' });
    await submit(code);
    expect(server.at(ACCESS)[0]?.url).toContain('akid=of-the-site');
  });
});
