import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeRuntime } from '../testing/fake-runtime.js';
import { until } from '../testing/until.js';
import { HostChannel } from './host-channel.js';
import type { HostView } from './host-channel.js';

const SESSION = { accountId: 'account-1', authToken: 'secret-auth' };

let host: MessagePort;
let here: MessagePort;
let said: unknown[];
beforeEach(() => {
  ({ port1: host, port2: here } = new MessageChannel());
  said = [];
  host.onmessage = ({ data }: MessageEvent<unknown>) => said.push(data);
});
afterEach(() => host.close());

function setUp() {
  const runtime = new FakeRuntime();
  const events = {
    session: vi.fn(),
    data: vi.fn<(seen: HostView) => void>(),
    ended: vi.fn(),
  };
  return { channel: new HostChannel(here, runtime, events), runtime, events };
}

/** Posts a message and resolves with the answer to it. */
async function answerTo(message: object): Promise<unknown> {
  host.postMessage(message);
  await until(() => expect(said).toHaveLength(1));
  return said.pop();
}

describe('HostChannel', () => {
  it('asks for a session and takes it', async () => {
    const { channel, events } = setUp();
    const answer = channel.ask('start');
    await until(() => expect(said).toEqual([{ type: 'get-session', id: 1, reason: 'start' }]));
    said.pop();
    expect(await answerTo({ type: 'session', id: 7, asked: 1, session: SESSION })).toEqual({
      type: 'done',
      id: 7,
    });
    expect(await answer).toBe('session');
    expect(events.session).toHaveBeenCalledExactlyOnceWith(SESSION);
    expect(events.data).toHaveBeenCalledExactlyOnceWith({ session: SESSION });
  });

  it('hears that nobody is signed in, or that the host could not find out', async () => {
    const { channel, events } = setUp();
    const first = channel.ask('start');
    host.postMessage({ type: 'session', id: 1, asked: 1, session: null });
    expect(await first).toBe('nobody');
    expect(events.ended).toHaveBeenCalledOnce();
    const second = channel.ask('renew');
    host.postMessage({ type: 'no-answer', id: 2, asked: 2 });
    expect(await second).toBe('no-answer');
    expect(events.session).not.toHaveBeenCalled();
  });

  it('waits no longer than 10 s, and takes what comes later', async () => {
    const { channel, events, runtime } = setUp();
    const answer = channel.ask('renew');
    await runtime.advance(10_000);
    expect(await answer).toBe('no-answer');
    await until(() => expect(said).toHaveLength(1));
    said.pop();
    await answerTo({ type: 'session', id: 1, asked: 1, session: SESSION });
    expect(events.session).toHaveBeenCalledOnce();
  });

  it('hands on data, with the session that it is seen beside', async () => {
    const { events } = setUp();
    await answerTo({ type: 'set-data', id: 1, data: { materials: ['Si'] } });
    expect(events.data).toHaveBeenLastCalledWith({ data: { materials: ['Si'] } });
  });

  it.each([
    ['no object', 'text'],
    ['none', undefined],
    ['a list', []],
    ['a date', { at: new Date(0) }],
    ['a map', { map: new Map() }],
    ['not finite', { n: NaN }],
    ['10 MB', { text: 'x'.repeat(10_000_000) }],
    ['__proto__', JSON.parse('{"a":{"__proto__":{"polluted":true}}}') as unknown],
  ])('refuses data that is %s, by its code', async (_, data) => {
    const { events } = setUp();
    expect(await answerTo({ type: 'set-data', id: 3, data })).toMatchObject({
      type: 'failed',
      id: 3,
      code: 'host-data-invalid',
    });
    expect(events.data).not.toHaveBeenCalled();
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['none', 5],
    ['without a token', { accountId: 'a' }],
    ['with a token that no header can carry', { accountId: 'a', authToken: 'a\r\nb: c' }],
    ['with two', { ...SESSION, accessToken: 'secret-access' }],
    ['with a time in seconds', { ...SESSION, expiresAt: 1_800_000_000 }],
    ['with a user who has no name', { ...SESSION, user: {} }],
  ])('refuses a session %s, without repeating it', async (_, session) => {
    const { channel, events } = setUp();
    const answer = channel.ask('start');
    await until(() => expect(said).toHaveLength(1));
    said.pop();
    const refusal = await answerTo({ type: 'session', id: 3, asked: 1, session });
    expect(refusal).toMatchObject({ type: 'failed', id: 3, code: 'host-data-invalid' });
    expect(JSON.stringify(refusal)).not.toContain('secret');
    expect(await answer).toBe('no-answer');
    expect(events.session).not.toHaveBeenCalled();
  });

  it.each([
    'text',
    null,
    {},
    { type: 'sign-out' },
    { type: 'get-session', id: 1 },
    { type: '__proto__', id: 1 },
    { type: 'session', id: 1, asked: 9, session: SESSION },
  ])('refuses junk: %j', async (message) => {
    const { events } = setUp();
    host.postMessage(message);
    await until(() => expect(said).toHaveLength(1));
    expect(said).toMatchObject([{ type: 'failed', code: 'message-invalid' }]);
    expect(events.session).not.toHaveBeenCalled();
    expect(events.ended).not.toHaveBeenCalled();
  });

  it('ends the session when the host says so', async () => {
    const { events } = setUp();
    expect(await answerTo({ type: 'sign-out', id: 4 })).toEqual({ type: 'done', id: 4 });
    expect(events.ended).toHaveBeenCalledOnce();
  });

  it('answers its questions itself when it is closed', async () => {
    const { channel } = setUp();
    const answer = channel.ask('renew');
    channel.close();
    expect(await answer).toBe('no-answer');
  });
});
