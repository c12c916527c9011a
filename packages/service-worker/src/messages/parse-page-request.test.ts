import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { parsePageRequest } from './parse-page-request.js';

const GOOD = [
  { type: 'auth-bridge:hello', version: 1, host: true },
  { type: 'auth-bridge:get-state' },
  { type: 'auth-bridge:sign-in' },
  { type: 'auth-bridge:sign-in', provider: 'platform' },
  { type: 'auth-bridge:sign-in', method: 'popup' },
  { type: 'auth-bridge:cancel-sign-in' },
  { type: 'auth-bridge:cancel-sign-in', provider: 'platform' },
  { type: 'auth-bridge:sign-out' },
  { type: 'auth-bridge:sign-out', provider: 'platform' },
  { type: 'auth-bridge:answer-call', id: 'q.1', answer: 'once' },
  { type: 'auth-bridge:answer-call', id: 'q.1', answer: 'session' },
  { type: 'auth-bridge:answer-call', id: 'q.1', answer: 'no' },
  { type: 'auth-bridge:host-present', present: false },
  { type: 'auth-bridge:host-data', payload: { any: ['thing'] } },
  { type: 'auth-bridge:kernel-started', kernel: 'k' },
  { type: 'auth-bridge:kernel-started', kernel: 'k', handle: 'jlab_x' },
  { type: 'auth-bridge:kernel-stopped', kernel: 'k' },
  { type: 'auth-bridge:get-kernel-values', kernel: 'k' },
];

describe('parsePageRequest', () => {
  it.each(GOOD)('reads $type', (message) => {
    expect(parsePageRequest(message)).toEqual(message);
  });

  it.each(GOOD)('takes of $type only what it knows', (message) => {
    expect(parsePageRequest({ ...message, extra: 1, credential: 'x' })).toEqual(message);
  });

  it.each([
    [undefined],
    [null],
    ['auth-bridge:hello'],
    [['auth-bridge:hello']],
    [{}],
    [{ type: 7 }],
    [{ type: 'from-iframe-to-host' }],
    [{ type: 'auth-bridge' }],
  ])('leaves to others what is not for the bridge: %j', (message) => {
    expect(parsePageRequest(message)).toBeUndefined();
  });

  it.each([
    [{ type: 'auth-bridge:' }],
    [{ type: 'auth-bridge:answer-call', id: 'q.1' }],
    [{ type: 'auth-bridge:answer-call', id: 'q.1', answer: 'always' }],
    [{ type: 'auth-bridge:answer-call', answer: 'once' }],
    [{ type: 'auth-bridge:no-such-message' }],
    [{ type: 'auth-bridge:__proto__' }],
    [{ type: 'auth-bridge:state', state: {} }],
    [{ type: 'auth-bridge:hello' }],
    [{ type: 'auth-bridge:hello', version: '1', host: true }],
    [{ type: 'auth-bridge:hello', version: 1.5, host: true }],
    [{ type: 'auth-bridge:hello', version: 1, host: 1 }],
    [{ type: 'auth-bridge:sign-in', provider: '' }],
    [{ type: 'auth-bridge:sign-in', method: 'host' }],
    [{ type: 'auth-bridge:sign-out', provider: null }],
    [{ type: 'auth-bridge:cancel-sign-in', provider: ['platform'] }],
    [{ type: 'auth-bridge:host-present' }],
    [{ type: 'auth-bridge:host-present', present: 'yes' }],
    [{ type: 'auth-bridge:kernel-started' }],
    [{ type: 'auth-bridge:kernel-started', kernel: '' }],
    [{ type: 'auth-bridge:kernel-stopped', kernel: { id: 'k' } }],
    [{ type: 'auth-bridge:get-kernel-values', kernel: 'k'.repeat(201) }],
  ])('refuses %j', (message) => {
    expect(() => parsePageRequest(message)).toThrow(
      expect.objectContaining({ code: 'message-invalid' }) as Error,
    );
  });

  it('ends with a request, nothing, or message-invalid, whatever comes', () => {
    const type = fc.constantFrom(...GOOD.map((message) => message.type), 'auth-bridge:x', 'other');
    const field = fc.constantFrom('version', 'host', 'provider', 'present', 'kernel', 'payload');
    fc.assert(
      fc.property(type, fc.dictionary(field, fc.anything()), (name, fields) => {
        try {
          const request = parsePageRequest({ ...fields, type: name });
          if (request) expect(request.type).toBe(name);
        } catch (error) {
          expect(error).toBeInstanceOf(BridgeError);
          expect(error).toMatchObject({ code: 'message-invalid' });
        }
      }),
    );
  });
});
