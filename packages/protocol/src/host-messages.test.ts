import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from './errors.js';
import {
  commonVersion,
  idOf,
  parseControlRequest,
  parseHostHello,
  parseHostToWorker,
  parseHostWindowMessage,
  parseWorkerToHost,
} from './host-messages.js';
import { parseHostSession } from './host-session.js';

describe('commonVersion', () => {
  it('is the newest that both speak', () => {
    expect(commonVersion([1, 2, 3], [2, 3, 4])).toBe(3);
    expect(commonVersion([1], [2])).toBeUndefined();
    expect(commonVersion([], [1])).toBeUndefined();
  });
});

describe('the parsers', () => {
  it('leave out what is not of the message', () => {
    const hello = { type: 'auth-bridge:host-hello', versions: [1, 2], page: 'p' };
    expect(parseHostHello({ ...hello, more: 1 })).toEqual(hello);
    const welcome = { type: 'auth-bridge:host-welcome', version: 2 };
    expect(parseHostWindowMessage({ ...welcome, more: 1 })).toEqual(welcome);
    expect(parseControlRequest({ type: 'need-port', more: 1 })).toEqual({ type: 'need-port' });
    expect(parseHostToWorker({ type: 'sign-out', id: 1, more: 1 })).toEqual({
      type: 'sign-out',
      id: 1,
    });
    expect(parseWorkerToHost({ type: 'failed', id: 1, code: 'unheard-of', detail: 5 })).toEqual({
      type: 'failed',
      id: 1,
      code: 'worker-failed',
      detail: '',
    });
  });

  it('end with a message, with nothing, or with message-invalid, whatever comes', () => {
    const type = fc.constantFrom(
      'auth-bridge:host-hello',
      'auth-bridge:host-welcome',
      'auth-bridge:host-refusal',
      'get-session',
      'session',
      'set-data',
      'data',
      'state',
      '__proto__',
    );
    const anything = fc.anything({ withNullPrototype: true });
    const message = fc.oneof(
      anything,
      fc.record({ type, id: anything, versions: anything, page: anything, user: anything }),
    );
    fc.assert(
      fc.property(message, (data) => {
        for (const parse of [parseHostHello, parseHostWindowMessage, parseControlRequest])
          parse(data);
        parseWorkerToHost(data);
        expect(Number.isInteger(idOf(data))).toBe(true);
        for (const parse of [parseHostToWorker, parseHostSession]) {
          try {
            parse(data);
          } catch (error) {
            if (!(error instanceof BridgeError)) throw error;
          }
        }
      }),
    );
  });
});

const USER = { username: 'ada', name: 'Ada', roles: ['editor', 'read:/api/*'] };

describe('parseHostSession', () => {
  it('reads both kinds, as platforms write them', () => {
    const account = { accountId: 'a', authToken: 't', organizationId: '', clusters: null };
    expect(parseHostSession(account)).toEqual({ accountId: 'a', authToken: 't' });
    const full = { ...account, organizationId: 'o', clusters: ['c'], user: USER };
    expect(parseHostSession({ ...full, more: 1 })).toEqual(full);
    expect(parseHostSession({ accessToken: 't', expiresAt: new Date(2e12) })).toEqual({
      accessToken: 't',
      expiresAt: 2e12,
    });
  });

  it.each([
    ['no token', { accountId: 'a' }, 'authToken is not a token'],
    ['both kinds', { accountId: 'a', authToken: 't', accessToken: 'secret' }, 'an authToken'],
    ['seconds', { accessToken: 'secret', expiresAt: 2e9 }, 'in milliseconds'],
    ['a header of its own', { accessToken: 'secret\r\nx: y' }, 'accessToken is not a token'],
    [
      'roles that are no list',
      { accessToken: 'secret', user: { ...USER, roles: 'x' } },
      'user.roles',
    ],
    ['too long a token', { accessToken: 's'.repeat(20_001) }, 'accessToken is not a token'],
  ])('refuses %s by its name', (_, session, words) => {
    expect(() => parseHostSession(session)).toThrow(words);
    expect(() => parseHostSession(session)).not.toThrow('secret');
  });
});
