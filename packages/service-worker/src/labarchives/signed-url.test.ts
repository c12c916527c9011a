/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiMethodOf } from './api-method.js';
import { readSignInCallback } from './sign-in-callback.js';
import { sign } from './sign.js';
import type { AccessKey } from './sign.js';
import { signedUrl, signInUrl, userAccessInfoUrl } from './signed-url.js';

interface Case extends AccessKey {
  readonly about: string;
}

/** Computed by labapi itself: packages/kernel/tests/test_labarchives_vectors.py. */
interface Vectors {
  readonly signatures: readonly (Case & {
    readonly method: string;
    readonly expires: number;
    readonly signature: string;
  })[];
  readonly calls: readonly (Case & {
    readonly base: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly now: number;
    readonly standIn: string;
    readonly url: string;
  })[];
  readonly signIns: readonly (Case & {
    readonly base: string;
    readonly redirectUri: string;
    readonly now: number;
    readonly url: string;
  })[];
}

const VECTORS = JSON.parse(
  readFileSync(new URL('labapi-vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const KEY: AccessKey = { accessKeyId: 'key-id', accessPassword: 'password' };
const API = 'https://api.labarchives.com/api';
const NOW = 1_784_030_400_000;

/** A URL in parts, because there is more than one way to escape the same parameter. */
function parts(url: URL | string) {
  const { origin, pathname, searchParams, hash } = new URL(url);
  return { origin, pathname, parameters: [...searchParams], hash };
}

describe("labapi's signatures", () => {
  it.each(VECTORS.signatures)('are ours: $about', async ({ signature, ...call }) => {
    expect(await sign(call)).toBe(signature);
  });

  it.each(VECTORS.calls)('take the place of stand-ins: $about', async (call) => {
    expect((await signedUrl(call.standIn, call, call.now)).href).toBe(call.url);
  });

  it.each(VECTORS.signIns)('open the sign-in page: $about', async (signIn) => {
    const url = await signInUrl(signIn.base, signIn, signIn.redirectUri, signIn.now);
    expect(parts(url)).toEqual(parts(signIn.url));
  });

  it("fetch the user's id", async () => {
    const [call] = VECTORS.calls;
    if (!call) throw new Error('The vectors have no call.');
    const { login_or_email: email = '', password: code = '' } = call.parameters;
    const url = await userAccessInfoUrl(call.base, call, { email, code }, call.now);
    expect(url.href).toBe(call.url);
  });
});

describe('signedUrl', () => {
  const query = async (search: string, set?: Readonly<Record<string, string>>) => {
    const url = await signedUrl(`${API}/users/max_file_size${search}`, KEY, NOW, set);
    return url.search.slice(1).split('&');
  };
  const own = [
    'akid=key-id',
    `expires=${NOW + 60_000}`,
    expect.stringMatching(/^sig=[^&]{88,}$/) as string,
  ];

  it("leaves the caller's other parameters as they were written", async () => {
    const written = ['a=%7e~*%20+', 'b', 'c=', 'a=again', 'd=1;akid2=x', 'Akid=y'];
    expect(await query(`?${written.join('&')}`)).toEqual([...written, ...own]);
  });

  it.each([
    '?akid=x&expires=1&sig=y',
    '?sig=y&sig=z&%61kid=x&%65xpires=9',
    '?akid[]=x&akid[a]=y&sig%5B%5D=z&expires[][b]=1',
    '?&&akid&=',
  ])('takes away what the caller signed with: %s', async (search) => {
    expect((await query(search)).filter((pair) => pair !== '=')).toEqual(own);
  });

  it('sets parameters over those of the caller', async () => {
    const search = '?uid=other&x=1&%75id=other&uid[]=other&uid[a]=other';
    expect(await query(search, { uid: 'a+b=' })).toEqual(['x=1', 'uid=a%2Bb%3D', ...own]);
  });

  it('never lets what is set take the place of the signature', async () => {
    const pairs = await query('', { akid: 'other', sig: 'other', expires: '1' });
    expect(new Set(pairs)).toEqual(new Set(await query('')));
  });

  it('drops the fragment and leaves its argument alone', async () => {
    const url = new URL(`${API}/users/max_file_size#part`);
    expect((await signedUrl(url, KEY, NOW)).hash).toBe('');
    expect(url.href).toBe(`${API}/users/max_file_size#part`);
  });

  it.each([
    '/',
    '//',
    '/api/users/%20',
    '/api/users/a%2Fb',
    '/api/users/https%3A%2F%2Fevil.test%2Fcallback',
    '/api/users/%E0%A4%A',
    '/api/users/a.b',
  ])('signs no call to %s', async (path) => {
    await expect(signedUrl(`https://api.labarchives.com${path}`, KEY, NOW)).rejects.toMatchObject({
      name: 'BridgeError',
      code: 'endpoint-unknown',
    });
  });
});

describe('apiMethodOf', () => {
  it.each([
    ['/api/users/user_access_info', 'user_access_info'],
    ['/api/users/user_access_info/', 'user_access_info'],
    ['/api/users/user_access_info//', 'user_access_info'],
    ['/api/users/user%5Faccess%5finfo', 'user_access_info'],
    ['/labarchives/api/entries/add_entry', 'add_entry'],
    ['/api/users/x/../max_file_size', 'max_file_size'],
  ])('%s is %s', (path, method) => {
    expect(apiMethodOf(new URL(`${API}${path}?method=other/name#x/y`))).toBe(method);
  });
});

describe('readSignInCallback', () => {
  const read = (search: string) =>
    readSignInCallback(new URL(`https://site.example/cb/1/${search}`));

  it('takes the e-mail address and the code', () => {
    expect(read('?email=ada%2Blab%40example.org&auth_code=a%2Bb%3D')).toEqual({
      email: 'ada+lab@example.org',
      code: 'a+b=',
    });
  });

  it.each([
    ['?error=access_denied', 'sign-in-denied'],
    ['?error=x&email=a@b.example&auth_code=c', 'sign-in-denied'],
    ['', 'issuer-refused'],
    ['?email=a@b.example', 'issuer-refused'],
    ['?email=&auth_code=c', 'issuer-refused'],
    ['#email=a@b.example&auth_code=c', 'issuer-refused'],
  ])('refuses %s: %s', (search, code) => {
    expect(() => read(search)).toThrow(expect.objectContaining({ name: 'BridgeError', code }));
  });

  it('tells nothing of what it read', () => {
    expect(() => read('?auth_code=the-code&error=the-error')).toThrow(/^(?!.*the-)/);
  });
});
