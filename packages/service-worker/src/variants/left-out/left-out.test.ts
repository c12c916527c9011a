import { describe, expect, it } from 'vitest';
import { answerCallback, answerEndSession, answerStart } from './authorization-code.js';
import { candidates, mayBeUnknown } from './find-endpoint.js';
import { DpopHandles, newDpopKey, withNonce } from './dpop.js';

const own = 'https://site.example/auth-bridge/';

describe('in the place of the authorization code flow', () => {
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

describe('in the place of DPoP', () => {
  it('a request is sent once, as it is', async () => {
    let sent = 0;
    await expect(withNonce(() => Promise.resolve(++sent))).resolves.toBe(1);
    const failure = new Error('use_dpop_nonce');
    await expect(
      withNonce(() => {
        sent += 1;
        return Promise.reject(failure);
      }),
    ).rejects.toBe(failure);
    expect(sent).toBe(2);
  });

  it('there is no key', async () => {
    expect(() => newDpopKey()).toThrow('built without');
    await expect(new DpopHandles().handle()).rejects.toThrow('built without');
  });
});

describe("in the place of the look for issuers' endpoints", () => {
  it('no request may go to one', () => {
    expect([candidates(), mayBeUnknown()]).toEqual([[], false]);
  });
});
