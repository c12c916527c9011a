import { describe, expect, it } from 'vitest';
import type { Credential } from '../vault/types.js';
import { sendWithCredential } from './attach-credential.js';
import type { Sender } from './attach-credential.js';

const BEARER = { kind: 'bearer', accessToken: 'secret-access' } as const;
const PAIR = { kind: 'header-pair', accountId: 'account-1', authToken: 'secret-auth' } as const;
const HANDLE = 'jlab_abc';

/** The request as it goes out. */
async function attachCredential(
  request: Request,
  credential: Credential,
  more: Partial<Sender> = {},
): Promise<Request> {
  let made: Request | undefined;
  const fetch = (out: Request) => {
    made = out;
    return Promise.resolve(new Response());
  };
  const dpop = () => Promise.reject(new Error('no key'));
  await sendWithCredential(request, credential, { now: () => 0, fetch, dpop, ...more });
  if (!made) throw new Error('nothing was sent');
  return made;
}

function request(headers: Record<string, string>, init: RequestInit = {}): Request {
  return new Request('https://api.example/v1/', { ...init, headers });
}

function sent(made: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  made.headers.forEach((value, name) => (headers[name] = value));
  return headers;
}

describe('attachCredential', () => {
  it('puts a bearer token in place of a handle and keeps the other headers', async () => {
    const made = await attachCredential(
      request({ authorization: `Bearer ${HANDLE}`, accept: 'text/csv', 'x-own': '1' }),
      BEARER,
    );
    expect(sent(made)).toEqual({
      authorization: 'Bearer secret-access',
      accept: 'text/csv',
      'x-own': '1',
    });
  });

  it("leaves out a script's User-Agent, for which an API's CORS headers would have to provide", async () => {
    const made = await attachCredential(
      request({ 'User-Agent': 'python-requests/2.34.2' }),
      BEARER,
    );
    expect(sent(made)).toEqual({ authorization: 'Bearer secret-access' });
  });

  it('puts a bearer token in place of a pair with a handle', async () => {
    const made = await attachCredential(
      request({ 'x-account-id': 'someone', 'x-auth-token': HANDLE }),
      BEARER,
    );
    expect(sent(made)).toEqual({ authorization: 'Bearer secret-access' });
  });

  it('puts the pair in place of a handle, wherever that is, and of a made-up account', async () => {
    const pair = { 'x-account-id': 'account-1', 'x-auth-token': 'secret-auth' };
    for (const headers of [
      { authorization: `Bearer ${HANDLE}` },
      { 'x-account-id': 'someone', 'x-auth-token': HANDLE },
      { authorization: `bearer ${HANDLE}`, 'x-auth-token': HANDLE, 'x-account-id': 'someone' },
      {},
    ]) {
      expect(sent(await attachCredential(request(headers), PAIR))).toEqual(pair);
    }
  });

  it('lets the pair follow no redirect, and makes no answer opaque', async () => {
    expect((await attachCredential(request({}), PAIR)).redirect).toBe('error');
    expect((await attachCredential(request({}, { redirect: 'follow' }), PAIR)).redirect).toBe(
      'error',
    );
    expect((await attachCredential(request({}), BEARER)).redirect).toBe('follow');
    expect((await attachCredential(request({}, { mode: 'same-origin' }), BEARER)).mode).toBe(
      'cors',
    );
  });

  it('keeps method, body and the abort signal', async () => {
    const controller = new AbortController();
    const made = await attachCredential(
      request({}, { method: 'PUT', body: 'the body', signal: controller.signal }),
      BEARER,
    );
    expect(made.method).toBe('PUT');
    expect(await made.text()).toBe('the body');
    controller.abort();
    expect(made.signal.aborted).toBe(true);
  });

  it('sends what the user typed in as the value of Authorization', async () => {
    const typed = { kind: 'header', authorization: 'token secret-typed' } as const;
    const made = await attachCredential(request({ authorization: `Bearer ${HANDLE}` }), typed);
    expect(sent(made)).toEqual({ authorization: 'token secret-typed' });
  });

  it('leaves the headers of a bound token to who makes the proof, and no proof of the caller', async () => {
    const dpopKey = { privateKey: {}, publicKey: {} };
    const seen: Headers[] = [];
    const dpop: Sender['dpop'] = ({ headers }, token, _, send) => {
      seen.push(headers);
      return send(new Headers({ authorization: `DPoP ${token}`, dpop: 'proof' }));
    };
    const own = { dpop: 'of the caller', authorization: `Bearer ${HANDLE}` };
    const made = await attachCredential(request(own), { ...BEARER, dpopKey }, { dpop });
    expect(sent(made)).toEqual({ authorization: 'DPoP secret-access', dpop: 'proof' });
    expect(seen[0]?.has('dpop')).toBe(false);
    expect(seen[0]?.has('authorization')).toBe(false);
  });
});

describe('a call to LabArchives', () => {
  const KEY = { accessKeyId: 'akid', accessPassword: 'secret-password' } as const;
  const credential = { kind: 'labarchives', uid: 'uid-1', ...KEY } as const;
  const url =
    'https://api.labarchives.example/api/entries/add_entry?nbid=1&akid=x&sig=y&uid=someone';

  it("is signed anew, for the signed-in user, with the caller's other parameters and its body", async () => {
    const made = await attachCredential(
      new Request(url, { method: 'POST', body: 'entry_data=x', headers: { 'x-own': '1' } }),
      credential,
    );
    const query = new URL(made.url).searchParams;
    expect(query.get('nbid')).toBe('1');
    expect(query.get('uid')).toBe('uid-1');
    expect(query.get('akid')).toBe('akid');
    expect(query.getAll('sig')).toHaveLength(1);
    expect(made.method).toBe('POST');
    expect(await made.text()).toBe('entry_data=x');
    expect(made.headers.get('x-own')).toBe('1');
    expect(made.redirect).toBe('error');
    expect(decodeURIComponent(made.url)).not.toContain('secret');
  });

  it('comes back without its URL, which would show the signature', async () => {
    const answer = new Response('<users/>', { status: 201, headers: { 'x-api': '1' } });
    Object.defineProperty(answer, 'url', { value: 'https://api.labarchives.example/?sig=z' });
    const response = await sendWithCredential(new Request(url), credential, {
      now: () => 0,
      fetch: () => Promise.resolve(answer),
      dpop: () => Promise.reject(new Error('no key')),
    });
    expect(response.url).toBe('');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-api')).toBe('1');
    expect(await response.text()).toBe('<users/>');
  });
});
