import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADA, GRACE, LINUS, type TestAccount } from '../accounts.js';
import { startDevPlatform, type DevPlatform } from '../start-dev-platform.js';
import { Browser } from '../testing/browser.js';
import { SITE_ORIGIN, SITE_URL } from '../testing/oauth-client.js';
import { AUTH_CODE_MS, Codes, ONE_HOUR_MS } from './codes.js';

const CALLBACK = `${SITE_URL}auth-bridge/callback/1f2e`;
const MINUTE = 60_000;

let platform: DevPlatform;
beforeAll(async () => {
  platform = await startDevPlatform({ port: 0, siteUrl: SITE_URL });
});
afterAll(() => platform.stop());

interface Signing {
  readonly method?: string;
  /** ms from now. */
  readonly ahead?: number;
  readonly accessKeyId?: string;
  readonly accessPassword?: string;
}

/** The query of a call, signed without any code of the stand-in. */
function signed(
  method: string,
  parameters: Readonly<Record<string, string>>,
  signing: Signing = {},
): URLSearchParams {
  const { accessKeyId, accessPassword } = { ...platform.labArchives, ...signing };
  const expires = String(Date.now() + (signing.ahead ?? MINUTE));
  const sig = createHmac('sha512', accessPassword)
    .update(accessKeyId + (signing.method ?? method) + expires)
    .digest('base64');
  return new URLSearchParams({ ...parameters, akid: accessKeyId, expires, sig });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly xml: string;
}

async function send(
  path: string,
  query: URLSearchParams | string,
  init: RequestInit = {},
): Promise<Answer> {
  const url = `${platform.labArchives.url}/api/${path}?${query.toString()}`;
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, xml: await response.text() };
}

function call(
  path: string,
  parameters: Readonly<Record<string, string>>,
  init?: RequestInit,
): Promise<Answer> {
  return send(path, signed(path.split('/').at(-1) ?? '', parameters), init);
}

/** Text of each element of this name. */
function all(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'));
  return Array.from(found, ([, text = '']) => text);
}

function first({ xml }: Answer, name: string): string {
  return all(xml, name)[0] ?? '';
}

function signIn(account: TestAccount, code?: string): Promise<Answer> {
  const password = code ?? platform.labArchives.issueOneHourCode(account.email);
  return call('users/user_access_info', { login_or_email: account.email, password });
}

async function uidOf(account: TestAccount): Promise<string> {
  return first(await signIn(account), 'id');
}

function errorOf(answer: Answer) {
  return { status: answer.status, code: first(answer, 'error-code') };
}

describe('signatures', () => {
  const path = 'users/max_file_size';
  const attempt = async (signing: Signing) =>
    send(path, signed('max_file_size', { uid: await uidOf(ADA) }, signing));

  it.each([MINUTE, 5 * MINUTE])('are taken %d ms ahead of their end', async (ahead) => {
    expect((await attempt({ ahead })).status).toBe(200);
  });

  it.each<[string, Signing, string]>([
    ['that have just expired', { ahead: -1 }, '4520'],
    ['that expired long ago', { ahead: -24 * 60 * MINUTE }, '4520'],
    ['that would be good for too long', { ahead: 7 * MINUTE }, '4520'],
    ['for another method', { method: 'user_access_info' }, '4520'],
    ['for the class with the method', { method: path }, '4520'],
    ['with another password', { accessPassword: 'jlab_stand-in' }, '4520'],
    ['with another key', { accessKeyId: 'stand-in' }, '4506'],
  ])('are refused %s', async (_, signing, code) => {
    const answer = await attempt(signing);
    expect(errorOf(answer)).toEqual({ status: 400, code });
    expect(answer.headers.get('Content-Type')).toContain('application/xml');
  });

  it.each([
    ['akid', '4506'],
    ['expires', '4520'],
    ['sig', '4520'],
  ])('are refused without %s, and with two', async (name, code) => {
    const uid = await uidOf(ADA);
    const without = signed('max_file_size', { uid });
    without.delete(name);
    expect(errorOf(await send(path, without))).toEqual({ status: 400, code });
    const twice = signed('max_file_size', { uid });
    twice.append(name, twice.get(name) ?? '');
    expect(errorOf(await send(path, twice))).toEqual({ status: 400, code });
  });

  it('are refused with a later end than was signed', async () => {
    const query = signed('max_file_size', { uid: await uidOf(ADA) }, { ahead: -1 });
    query.set('expires', String(Date.now() + MINUTE));
    expect(errorOf(await send(path, query))).toEqual({ status: 400, code: '4520' });
  });

  it('come before everything else', async () => {
    expect(errorOf(await send('no/such_method', ''))).toEqual({ status: 400, code: '4506' });
    expect(errorOf(await call('no/such_method', {}))).toEqual({ status: 404, code: '4999' });
    const { url } = platform.labArchives;
    const posted = await fetch(`${url}/api/entries/add_entry`, { method: 'POST' });
    expect(posted.status).toBe(400);
  });
});

describe('signing in', () => {
  let browser: Browser;
  const page = (query: URLSearchParams) => `/labarchives/api_user_login?${query.toString()}`;
  const link = (signing: Signing = {}) =>
    page(signed(CALLBACK, { redirect_uri: CALLBACK }, { ahead: 5 * MINUTE, ...signing }));
  const actionOf = async (response: Response) =>
    (/<form method="post" action="([^"]+)"/.exec(await response.text())?.[1] ?? '').replaceAll(
      '&#38;',
      '&',
    );
  beforeAll(() => {
    browser = new Browser(platform.origin);
  });

  it('calls the site back with the e-mail address and a code that is good once', async () => {
    const shown = await browser.get(link());
    expect(shown.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    const answer = await browser.post(await actionOf(shown), { email: LINUS.email });
    const callback = new URL(answer.headers.get('Location') ?? '');
    expect(callback.href).toMatch(new RegExp(`^${CALLBACK}\\?`));
    expect(callback.searchParams.get('email')).toBe(LINUS.email);
    const code = callback.searchParams.get('auth_code') ?? '';
    expect(platform.issuedSecrets()).toContainEqual({ kind: 'labarchives-code', value: code });

    const user = await signIn(LINUS, code);
    expect(user.status).toBe(200);
    expect(first(user, 'fullname')).toBe(LINUS.name);
    expect(first(user, 'email')).toBe(LINUS.email);
    expect(all(user.xml, 'name')).toEqual(["Linus's notebook", 'Protocols &#60;R&#38;D&#62;']);
    expect(user.xml).not.toContain(code);
    expect(errorOf(await signIn(LINUS, code))).toEqual({ status: 400, code: '4514' });
  });

  it('tells the site that the user refused', async () => {
    const action = await actionOf(await browser.get(link()));
    const answer = await browser.post(action, { decision: 'refuse' });
    const callback = new URL(answer.headers.get('Location') ?? '');
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.has('auth_code')).toBe(false);
  });

  it.each<[string, () => string]>([
    ['an expired link', () => link({ ahead: -1 })],
    ['a link signed as a call', () => link({ method: 'api_user_login' })],
    ['a link for another site', () => link().replace('callback', 'elsewhere')],
    ['a script', () => page(signed('javascript:x', { redirect_uri: 'javascript:x' }))],
  ])('does not go on for %s', async (_, path) => {
    const shown = await browser.get(path());
    expect(shown.status).toBe(400);
    expect(await shown.text()).toContain('start the sign-in again');
    const sent = await browser.post(path(), { email: ADA.email });
    expect(sent.status).toBe(400);
    expect(sent.headers.get('Location')).toBeNull();
  });

  it('takes no click from another origin', async () => {
    const response = await fetch(platform.origin + link(), {
      method: 'POST',
      body: new URLSearchParams({ email: ADA.email }),
      headers: { Origin: SITE_ORIGIN },
      redirect: 'manual',
    });
    expect(response.status).toBe(403);
  });

  it('works with a code that the user made, for this user alone', async () => {
    const made = await browser.post('/labarchives/one-hour-code', { email: GRACE.email });
    const code = /<p class="code"[^>]*>([^<]+)</.exec(await made.text())?.[1] ?? '';
    expect(platform.issuedSecrets()).toContainEqual({ kind: 'labarchives-code', value: code });
    expect((await signIn(GRACE, code)).status).toBe(200);
    expect((await signIn(GRACE, code)).status).toBe(200);
    expect(errorOf(await signIn(ADA, code))).toEqual({ status: 400, code: '4514' });
    platform.labArchives.expireCodes();
    expect(errorOf(await signIn(GRACE, code))).toEqual({ status: 400, code: '4514' });
  });

  it('makes no code for nobody', () => {
    expect(() => platform.labArchives.issueOneHourCode('x@example.org')).toThrow('x@example.org');
  });
});

describe('codes', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('end on time', () => {
    vi.useFakeTimers();
    const codes = new Codes();
    const [early, late, typed] = [
      codes.issueAuthCode(ADA),
      codes.issueAuthCode(ADA),
      codes.issueOneHourCode(ADA),
    ];
    vi.advanceTimersByTime(AUTH_CODE_MS - 1);
    expect(codes.redeem(ADA.email, early)).toBe(ADA);
    vi.advanceTimersByTime(1);
    expect(codes.redeem(ADA.email, late)).toBeUndefined();
    vi.advanceTimersByTime(ONE_HOUR_MS - AUTH_CODE_MS - 1);
    expect(codes.redeem(` ${ADA.email.toUpperCase()}`, typed)).toBe(ADA);
    vi.advanceTimersByTime(1);
    expect(codes.redeem(ADA.email, typed)).toBeUndefined();
  });
});

describe('notebooks', () => {
  /** Ada's first page, by the calls that a client makes. */
  async function openPage(account: TestAccount) {
    const user = await signIn(account);
    const uid = first(user, 'id');
    const nbid = all(user.xml, 'id')[1] ?? '';
    const level = (parent: string) =>
      call('tree_tools/get_tree_level', { uid, nbid, parent_tree_id: parent });
    const folder = first(await level('0'), 'tree-id');
    const page = first(await level(folder), 'tree-id');
    const entries = () =>
      call('tree_tools/get_entries_for_page', {
        uid,
        nbid,
        page_tree_id: page,
        entry_data: 'True',
      });
    return { uid, nbid, folder, page, entries };
  }

  const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  });

  it('are read: tree, entries of a page, one entry', async () => {
    const { uid, entries } = await openPage(ADA);
    const answer = await entries();
    expect(all(answer.xml, 'part-type')).toEqual(['heading', 'text entry']);
    const eid = all(answer.xml, 'eid')[1] ?? '';
    const info = await call('entries/entry_info', { uid, eid, entry_data: 'true' });
    expect(first(info, 'entry-data')).toContain('Measured by Ada');
  });

  it('are written: a page, an entry, its change', async () => {
    const { uid, nbid, folder } = await openPage(ADA);
    const made = await call('tree_tools/insert_node', {
      uid,
      nbid,
      parent_tree_id: folder,
      display_text: 'New & <page>',
      is_folder: 'false',
    });
    const pid = first(made, 'tree-id');
    const entry = { uid, nbid, pid, part_type: 'text entry' };
    const added = await call('entries/add_entry', entry, form({ entry_data: '<p>a + b</p>' }));
    const eid = first(added, 'eid');
    await call('entries/update_entry', { uid, eid }, form({ entry_data: '<p>c & d</p>' }));
    const info = await call('entries/entry_info', { uid, eid, entry_data: 'true' });
    expect(first(info, 'entry-data')).toBe('&#60;p&#62;c &#38; d&#60;/p&#62;');
    expect(first(info, 'version')).toBe('2');
    expect(platform.received.findLast(({ path }) => path.endsWith('/add_entry'))).toMatchObject({
      method: 'POST',
      path: '/labarchives/api/entries/add_entry',
      body: { entry_data: '<p>a + b</p>' },
      status: 200,
      caller: ADA.email,
    });
  });

  it("are nobody else's", async () => {
    const { nbid, page, entries } = await openPage(ADA);
    const [eid = ''] = all((await entries()).xml, 'eid');
    const uid = await uidOf(LINUS);
    const answers = await Promise.all([
      call('tree_tools/get_entries_for_page', {
        uid,
        nbid,
        page_tree_id: page,
        entry_data: 'true',
      }),
      call('entries/entry_info', { uid, eid, entry_data: 'true' }),
      call('entries/update_entry', { uid, eid }, form({ entry_data: 'x' })),
    ]);
    expect(answers.map(errorOf)).toEqual(Array(3).fill({ status: 404, code: '4999' }));
  });

  it('say what a call lacks', async () => {
    const { uid, nbid, page } = await openPage(ADA);
    const bare = await call('tree_tools/get_tree_level', { uid, nbid });
    expect(first(bare, 'error-description')).toBe('parent_tree_id is missing');
    const entry = { uid, nbid, pid: page, part_type: 'heading' };
    const empty = await call('entries/add_entry', entry, { method: 'POST' });
    expect(first(empty, 'error-description')).toBe('entry_data is missing');
    const got = await call('entries/add_entry', entry);
    expect(errorOf(got)).toEqual({ status: 404, code: '4999' });
  });

  it('want a user who has signed in, and whose session has not ended', async () => {
    const uid = await uidOf(ADA);
    expect((await call('users/user_info_via_id', { uid })).status).toBe(200);
    platform.labArchives.endSessions();
    expect(errorOf(await call('users/user_info_via_id', { uid }))).toEqual({
      status: 401,
      code: '4533',
    });
    expect(errorOf(await call('users/max_file_size', {}))).toEqual({ status: 401, code: '4533' });
    expect(await uidOf(ADA)).toBe(uid);
  });
});

describe('what pages and tests see', () => {
  it('lets pages of the site read every answer, and no others', async () => {
    const headers = { Origin: SITE_ORIGIN };
    const refused = await send('users/max_file_size', '', { headers });
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(SITE_ORIGIN);
    const elsewhere = await send('users/max_file_size', '', {
      headers: { Origin: 'https://evil.example' },
    });
    expect(elsewhere.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const preflight = await send('entries/add_entry', '', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
  });

  it("names the key's password among the secrets once it has been used, and never sends it", async () => {
    const fresh = await startDevPlatform({ port: 0, siteUrl: SITE_URL });
    try {
      expect(fresh.issuedSecrets()).toEqual([]);
      expect(fresh.labArchives.accessPassword).not.toBe(platform.labArchives.accessPassword);
    } finally {
      await fresh.stop();
    }
    const user = await signIn(ADA);
    const { accessPassword } = platform.labArchives;
    const known = platform.issuedSecrets().filter(({ value }) => value === accessPassword);
    expect(known).toEqual([{ kind: 'labarchives-password', value: accessPassword }]);
    expect(user.xml).not.toContain(accessPassword);
  });
});
