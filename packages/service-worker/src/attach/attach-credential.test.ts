import { describe, expect, it } from 'vitest';
import { attachCredential } from './attach-credential.js';

const BEARER = { kind: 'bearer', accessToken: 'secret-access' } as const;
const PAIR = { kind: 'header-pair', accountId: 'account-1', authToken: 'secret-auth' } as const;
const HANDLE = 'jlab_abc';

function request(headers: Record<string, string>, init: RequestInit = {}): Request {
  return new Request('https://api.example/v1/', { ...init, headers });
}

function sent(made: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  made.headers.forEach((value, name) => (headers[name] = value));
  return headers;
}

describe('attachCredential', () => {
  it('puts a bearer token in place of a handle and keeps the other headers', () => {
    const made = attachCredential(
      request({ authorization: `Bearer ${HANDLE}`, accept: 'text/csv', 'x-own': '1' }),
      BEARER,
    );
    expect(sent(made)).toEqual({
      authorization: 'Bearer secret-access',
      accept: 'text/csv',
      'x-own': '1',
    });
  });

  it("leaves out a script's User-Agent, for which an API's CORS headers would have to provide", () => {
    const made = attachCredential(request({ 'User-Agent': 'python-requests/2.34.2' }), BEARER);
    expect(sent(made)).toEqual({ authorization: 'Bearer secret-access' });
  });

  it('puts a bearer token in place of a pair with a handle', () => {
    const made = attachCredential(
      request({ 'x-account-id': 'someone', 'x-auth-token': HANDLE }),
      BEARER,
    );
    expect(sent(made)).toEqual({ authorization: 'Bearer secret-access' });
  });

  it('puts the pair in place of a handle, wherever that is, and of a made-up account', () => {
    const pair = { 'x-account-id': 'account-1', 'x-auth-token': 'secret-auth' };
    for (const headers of [
      { authorization: `Bearer ${HANDLE}` },
      { 'x-account-id': 'someone', 'x-auth-token': HANDLE },
      { authorization: `bearer ${HANDLE}`, 'x-auth-token': HANDLE, 'x-account-id': 'someone' },
      {},
    ]) {
      expect(sent(attachCredential(request(headers), PAIR))).toEqual(pair);
    }
  });

  it('lets the pair follow no redirect, and makes no answer opaque', () => {
    expect(attachCredential(request({}), PAIR).redirect).toBe('error');
    expect(attachCredential(request({}, { redirect: 'follow' }), PAIR).redirect).toBe('error');
    expect(attachCredential(request({}), BEARER).redirect).toBe('follow');
    expect(attachCredential(request({}, { mode: 'same-origin' }), BEARER).mode).toBe('cors');
  });

  it('keeps method, body and the abort signal', async () => {
    const controller = new AbortController();
    const made = attachCredential(
      request({}, { method: 'PUT', body: 'the body', signal: controller.signal }),
      BEARER,
    );
    expect(made.method).toBe('PUT');
    expect(await made.text()).toBe('the body');
    controller.abort();
    expect(made.signal.aborted).toBe(true);
  });
});
