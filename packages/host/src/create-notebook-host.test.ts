import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotebookHost } from './create-notebook-host.js';
import type { NotebookHost, NotebookOptions, NotebookState } from './options.js';
import { FakeWindow, FakeWorker, hello, SITE, windowMessage } from './testing/fake-site.js';

const SESSION = { accountId: 'account-1', authToken: 'secret-auth' };

let page: EventTarget;
let site: FakeWindow;
let states: NotebookState[];
let host: NotebookHost | undefined;
const closing: { close(): void }[] = [];
beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('window', page);
  site = new FakeWindow();
  states = [];
});
afterEach(() => {
  host?.dispose();
  for (const each of closing.splice(0)) each.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The frame's element; put back into the page, it has another window. */
function makeFrame(sandbox?: string) {
  const insertBefore = vi.fn<(...all: unknown[]) => void>(() => {
    frame.contentWindow = new FakeWindow();
  });
  const frame = {
    contentWindow: site,
    sandbox: {
      contains: (permission: string) => sandbox?.split(' ').includes(permission) ?? false,
    },
    hasAttribute: (name: string) => name === 'sandbox' && sandbox !== undefined,
    nextSibling: null,
    parentNode: { insertBefore },
    remove: vi.fn(),
  };
  return frame;
}

function setUp(options: Partial<NotebookOptions> = {}, sandbox?: string) {
  const frame = makeFrame(sandbox);
  host = createNotebookHost(frame as unknown as HTMLIFrameElement, {
    origin: SITE,
    getSession: () => SESSION,
    onState: (state) => states.push(state),
    ...options,
  });
  return { frame, host };
}

/** The page's side of a greeting: its port, and the worker's that it was given. */
function greet(from = hello(), window = site) {
  page.dispatchEvent(windowMessage(from, window));
  const control = window.posted.at(-1)?.ports[0] ?? raise('no welcome');
  closing.push(control);
  const workers: FakeWorker[] = [];
  control.onmessage = ({ data, ports: [port] }: MessageEvent<unknown>) => {
    expect(data).toEqual({ type: 'worker-port' });
    if (port) workers.push(new FakeWorker(port));
    closing.push(...workers);
  };
  const needPort = async () => {
    const count = workers.length;
    control.postMessage({ type: 'need-port' });
    await vi.waitFor(() => expect(workers).toHaveLength(count + 1));
    return workers[count] ?? raise('no worker');
  };
  return { control, workers, needPort };
}

function raise(words: string): never {
  throw new Error(words);
}

const types = (worker: FakeWorker) => worker.got.map(({ type }) => type);

describe('createNotebookHost', () => {
  it('welcomes the site, and gives its worker the session and the data', async () => {
    const getSession = vi.fn(() => SESSION);
    const { host } = setUp({ getSession, data: { materials: ['Si'] } });
    expect(host.state).toEqual({ status: 'loading' });
    const worker = await greet().needPort();
    worker.say({ type: 'get-session', id: 1, reason: 'start' });
    await vi.waitFor(() => expect(types(worker)).toEqual(['set-data', 'session']));
    expect(worker.got).toMatchObject([
      { data: { materials: ['Si'] } },
      { asked: 1, session: SESSION },
    ]);
    expect(getSession).toHaveBeenCalledExactlyOnceWith({ reason: 'start' });
    worker.say({ type: 'state', user: { username: 'ada', name: 'Ada Example' } });
    await vi.waitFor(() =>
      expect(states).toEqual([
        { status: 'signed-in', user: { username: 'ada', name: 'Ada Example' } },
      ]),
    );
    worker.say({ type: 'state', user: null });
    await vi.waitFor(() => expect(host.state).toEqual({ status: 'signed-out' }));
  });

  it('is asked anew, by the worker that was started anew too', async () => {
    const tokens = ['secret-1', 'secret-2', 'secret-3'];
    setUp({ getSession: () => Promise.resolve({ ...SESSION, authToken: tokens.shift() ?? '' }) });
    const { needPort } = greet();
    const first = await needPort();
    first.say({ type: 'get-session', id: 1, reason: 'start' });
    first.say({ type: 'get-session', id: 2, reason: 'renew' });
    await vi.waitFor(() => expect(types(first)).toEqual(['session', 'session']));
    const second = await needPort();
    second.say({ type: 'get-session', id: 1, reason: 'start' });
    await vi.waitFor(() =>
      expect(second.got).toMatchObject([{ session: { authToken: 'secret-3' } }]),
    );
  });

  it.each([
    ['null', (): null => null, { type: 'session', session: null }, undefined],
    [
      'a Date',
      () => ({ ...SESSION, expiresAt: new Date(2e12) }),
      { session: { expiresAt: 2e12 } },
      undefined,
    ],
    [
      'a rejection',
      () => Promise.reject(new Error('secret')),
      { type: 'no-answer' },
      'host-failed',
    ],
    ['nonsense', () => ({ token: 'secret' }) as never, { type: 'no-answer' }, 'host-data-invalid'],
  ] as const)('getSession may come to %s', async (_, getSession, answer, code) => {
    const { host } = setUp({ getSession });
    const worker = await greet().needPort();
    worker.say({ type: 'get-session', id: 1, reason: 'start' });
    await vi.waitFor(() => expect(worker.got).toMatchObject([answer]));
    expect(host.state.problem?.code).toBe(code);
    expect(JSON.stringify(states)).not.toContain('secret');
  });

  it('hands on what notebooks send, and says what the worker refuses', async () => {
    const onData = vi.fn();
    const { host } = setUp({ onData });
    const { control, needPort } = greet();
    control.postMessage({ type: 'data', data: { materials: [] } });
    await vi.waitFor(() => expect(onData).toHaveBeenCalledExactlyOnceWith({ materials: [] }));
    const worker = await needPort();
    worker.say({ type: 'failed', id: 1, code: 'host-data-invalid', detail: 'It is too large.' });
    const problem = { code: 'host-data-invalid', detail: 'It is too large.' };
    await vi.waitFor(() => expect(host.state.problem).toEqual(problem));
  });

  it.each([
    ['another window', hello(), new FakeWindow(), SITE],
    ['another origin', hello(), undefined, `${SITE}.evil.test`],
    ['another port', hello(), undefined, `${SITE}:8443`],
  ])('ignores a hello of %s, and counts it', (_, data, source, origin) => {
    const { host } = setUp();
    page.dispatchEvent(windowMessage(data, source ?? site, origin));
    expect(host.ignored).toBe(1);
    expect(site.posted.filter(({ ports }) => ports.length > 0)).toEqual([]);
  });

  it('answers a document once, and loads the frame anew for another one', () => {
    const { host, frame } = setUp();
    greet();
    page.dispatchEvent(windowMessage(hello(), site));
    expect(frame.remove).not.toHaveBeenCalled();
    page.dispatchEvent(windowMessage(hello('page-2'), site));
    expect(host.ignored).toBe(2);
    expect(site.posted.filter(({ ports }) => ports.length > 0)).toHaveLength(1);
    expect(frame.remove).toHaveBeenCalledOnce();
    expect(frame.parentNode.insertBefore).toHaveBeenCalledExactlyOnceWith(frame, null);
    greet(hello('page-3'), frame.contentWindow);
  });

  it.each([
    ['newer', [7, 8], 'update @jupyterlite-auth-bridge/host'],
    ['older', [0], 'update the site'],
  ])('says what is wrong where the site speaks %s versions', async (_, versions, words) => {
    const { host } = setUp();
    page.dispatchEvent(windowMessage(hello('page', versions), site));
    expect(site.posted.at(-1)?.message).toMatchObject({
      type: 'auth-bridge:host-refusal',
      versions: [1],
    });
    expect(host.state).toMatchObject({ status: 'failed', problem: { code: 'version-mismatch' } });
    expect(host.state.problem?.detail).toContain(words);
    await vi.waitFor(() => expect(states).toHaveLength(1));
  });

  it('says so where the frame is sandboxed without its origin', () => {
    const { host } = setUp({}, 'allow-scripts allow-forms');
    expect(host.state).toMatchObject({ status: 'failed', problem: { code: 'frame-sandboxed' } });
    expect(host.state.problem?.detail).toContain('Add allow-same-origin');
    const whole = setUp({}, 'allow-scripts allow-same-origin');
    expect(whole.host.state.status).toBe('loading');
    expect(setUp({}, '').host.state.problem?.code).toBe('frame-sandboxed');
  });

  it('says so where the site stays silent', async () => {
    vi.useFakeTimers();
    const { host } = setUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.state).toMatchObject({ status: 'failed', problem: { code: 'host-silent' } });
  });

  it('refuses what is no origin', () => {
    for (const origin of ['https://notebooks.example/', '*', 'null', 'notebooks.example', '']) {
      expect(() => setUp({ origin } as never)).toThrow(TypeError);
    }
  });
});

describe('setData and signOut', () => {
  it('reach the worker', async () => {
    const { host } = setUp();
    const worker = await greet().needPort();
    host.setData({ materials: ['Ge'] });
    host.signOut();
    await vi.waitFor(() => expect(types(worker)).toEqual(['set-data', 'sign-out']));
  });

  it('reach the worker that was stopped meanwhile, over a new port', async () => {
    const { host } = setUp();
    const { needPort, workers } = greet();
    const first = await needPort();
    first.isStopped = true;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    host.signOut();
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(workers).toHaveLength(2));
    await vi.waitFor(() => expect(types(workers[1] ?? raise('no worker'))).toEqual(['sign-out']));
  });

  it('say so where nobody takes it', async () => {
    const { host } = setUp();
    const { needPort, workers, control } = greet();
    (await needPort()).isStopped = true;
    control.close();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    host.setData({});
    await vi.advanceTimersByTimeAsync(6_000);
    expect(host.state.problem?.code).toBe('message-timeout');
    expect(workers).toHaveLength(1);
  });

  it('say so where it cannot be sent', async () => {
    const { host } = setUp();
    await greet().needPort();
    host.setData({ f: () => undefined });
    expect(host.state.problem?.code).toBe('host-data-invalid');
  });
});

describe('dispose', () => {
  it('ends everything', async () => {
    const { host } = setUp();
    const worker = await greet().needPort();
    host.dispose();
    host.setData({ materials: [] });
    host.signOut();
    page.dispatchEvent(windowMessage(hello('page-2'), new FakeWindow()));
    expect(host.ignored).toBe(0);
    expect(host.state).toEqual({ status: 'closed' });
    expect(worker.got).toEqual([]);
  });
});
