import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActivityLog } from '../activity/activity-log.js';
import { configOf, providerJson } from '../testing/make-config.js';
import { deviceSession, hostSession, makeSessions } from '../testing/make-sessions.js';
import { DEVICE, REVOKE, startIssuer } from '../testing/issuer.js';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import type { Session } from '../vault/types.js';
import { answerPage } from './answer-page.js';
import type { PageContext } from './answer-page.js';
import type { PortlessRequest } from './parse-page-request.js';

let issuer: MockProvider;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.stop());

const ORIGIN = 'https://platform.example';

function setUp(more: Record<string, unknown> = { host: { origins: [ORIGIN] } }) {
  const platform = providerJson(issuer.issuer, { signIn: ['host', 'device'] });
  const providers = { platform, second: providerJson(issuer.issuer), open: { type: 'none' } };
  const parts = makeSessions(configOf({ providers, apis: [], ...more }));
  const signedIn: Session[] = [];
  const context: PageContext = {
    ...parts,
    build: 'build-1',
    kernelEndpoint: 'https://site.example/auth-bridge/kernel/',
    activity: new ActivityLog('boot'),
    commit: () => Promise.resolve(),
    useCode: () => Promise.resolve(),
    signedIn: (session) => void signedIn.push(session),
  };
  const ask = (request: PortlessRequest, page = 'page') => answerPage(request, page, context);
  return { ...parts, ask, signedIn };
}

const HOST_DATA = {
  type: 'auth-bridge:host-data',
  payload: { apiConfig: { accountId: 'account-1', authToken: 'secret-auth' } },
} as const;
const CALL = {
  provider: 'platform',
  rule: 0,
  kernel: 'k',
  method: 'GET',
  url: 'https://a.example/',
};

describe('a question about calls', () => {
  it('is answered by its id', async () => {
    const { ask, vault } = setUp();
    const { verdict } = vault.questions.hold(CALL);
    const [question] = vault.questions.list();
    const answered = await ask({
      type: 'auth-bridge:answer-call',
      id: question?.id ?? '',
      answer: 'once',
    });
    expect(await verdict).toBe('yes');
    expect(answered).toMatchObject({ state: { build: 'build-1' } });
  });

  it('that is gone is answered to no effect', async () => {
    const { ask, vault } = setUp();
    await ask({ type: 'auth-bridge:answer-call', id: 'gone.1', answer: 'session' });
    expect(vault.questions.snapshot()).toEqual([]);
  });

  it('is forgotten with its answer when the kernel stops, or is started anew under its id', async () => {
    const { ask, vault } = setUp();
    const start = (more: object = {}) =>
      ask({ type: 'auth-bridge:kernel-started', kernel: 'k', ...more });
    const approve = () => {
      vault.questions.hold(CALL);
      vault.questions.answer(vault.questions.list()[0]?.id ?? '', 'session', 0);
    };
    await start();
    approve();
    // It runs on: its page has only said so again.
    await start({ handle: vault.kernel('k')?.handles.platform ?? '' });
    expect(vault.questions.isApproved(CALL)).toBe(true);
    await start();
    expect(vault.questions.isApproved(CALL)).toBe(false);
    approve();
    await ask({ type: 'auth-bridge:kernel-stopped', kernel: 'k' });
    expect(vault.questions.isApproved(CALL)).toBe(false);
  });
});

describe('the roles that the host names', () => {
  const send = (roles: unknown, more: object = HOST_DATA.payload) =>
    ({ type: 'auth-bridge:host-data', payload: { ...more, roles } }) as const;

  it("are the session's, until it names others", async () => {
    const { ask, vault } = setUp();
    await ask(send(['editor', 7]));
    expect(vault.session('platform')?.roles).toEqual(['editor']);
    await ask(send(['reader']));
    expect(vault.session('platform')?.roles).toEqual(['reader']);
    await ask(HOST_DATA);
    expect(vault.session('platform')?.roles).toEqual([]);
  });

  it('are nothing without the credential beside them', async () => {
    const { ask, vault } = setUp();
    vault.setSession(deviceSession());
    await ask(send(['admin'], {}));
    expect(vault.session('platform')?.roles).toBeUndefined();
  });
});

describe('hello', () => {
  it('answers with what a page needs of the configuration, and no more', async () => {
    const { ask, vault } = setUp();
    const answer = await ask({ type: 'auth-bridge:hello', version: 1, host: true });
    expect(answer).toMatchObject({
      version: 1,
      config: { hostOrigins: [ORIGIN] },
      state: { build: 'build-1', providers: [{ id: 'platform' }, { id: 'second' }] },
    });
    expect(JSON.stringify(answer)).not.toContain(issuer.issuer);
    expect(vault.hasHost).toBe(true);
  });

  it('refuses a page of another version, and says what to do', async () => {
    const { ask, vault } = setUp();
    const answer = ask({ type: 'auth-bridge:hello', version: 2, host: true });
    await expect(answer).rejects.toMatchObject({ code: 'version-mismatch' });
    await expect(answer).rejects.toThrow('Save your work and reload the page.');
    expect(vault.hasHost).toBe(false);
  });

  it('says that a page has no host, or none any more', async () => {
    const { ask, vault } = setUp({});
    const answer = await ask({ type: 'auth-bridge:hello', version: 1, host: false });
    expect(answer).toMatchObject({ config: { hostOrigins: [] } });
    expect(vault.hasHost).toBe(false);
    await ask({ type: 'auth-bridge:host-present', present: true });
    expect(vault.hasHost).toBe(true);
    await ask({ type: 'auth-bridge:host-present', present: false });
    expect(vault.hasHost).toBe(false);
  });
});

describe('sign-in and sign-out', () => {
  it('bring up a code, cancel it, and end the session', async () => {
    const { ask, vault } = setUp();
    expect(await ask({ type: 'auth-bridge:sign-in' })).toMatchObject({
      state: { providers: [{ status: 'signing-in', signIn: { userCode: 'RTJW-LJDN' } }, {}] },
    });
    expect(await ask({ type: 'auth-bridge:cancel-sign-in' })).toMatchObject({
      state: { providers: [{ status: 'signed-out', trouble: { code: 'sign-in-cancelled' } }, {}] },
    });
    vault.setSession(deviceSession());
    expect(await ask({ type: 'auth-bridge:sign-out' })).toMatchObject({
      state: { providers: [{ status: 'signed-out' }, {}] },
    });
    expect(issuer.server.at(REVOKE)).toHaveLength(2);
  });

  it('are for the provider that is named', async () => {
    const { ask, vault } = setUp();
    await ask({ type: 'auth-bridge:sign-in', provider: 'second' });
    expect(vault.signIn('second')?.phase).toBe('pending');
    expect(vault.signIn('platform')).toBeUndefined();
    expect(issuer.server.at(DEVICE)).toHaveLength(1);
  });

  it.each(['nobody', 'open', '__proto__'])(
    'refuse a provider that cannot: %s',
    async (provider) => {
      const { ask } = setUp();
      for (const type of ['sign-in', 'sign-out', 'cancel-sign-in'] as const) {
        await expect(ask({ type: `auth-bridge:${type}`, provider })).rejects.toMatchObject({
          code: 'provider-unknown',
        });
      }
    },
  );
});

describe('host data', () => {
  it('signs in, without a credential in the answer', async () => {
    const { ask, vault, signedIn } = setUp();
    const answer = await ask(HOST_DATA);
    expect(answer).toMatchObject({ state: { providers: [{ status: 'signed-in' }, {}] } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(vault.session('platform')).toMatchObject({ via: 'host', user: { name: 'account-1' } });
    expect(signedIn).toEqual([vault.session('platform')]);
  });

  it('comes from the script that was in the page first, or from nobody', async () => {
    const { ask, vault } = setUp();
    await ask({ type: 'auth-bridge:claim-host', key: 'first' });
    for (const key of ['second', undefined]) {
      const evil = ask({ ...HOST_DATA, ...(key !== undefined && { key }) });
      await expect(evil).rejects.toMatchObject({ code: 'message-refused' });
      const claim = ask({ type: 'auth-bridge:claim-host', key: key ?? 'third' });
      await expect(claim).rejects.toMatchObject({ code: 'message-refused' });
    }
    expect(vault.session('platform')).toBeUndefined();
    await ask({ ...HOST_DATA, key: 'first' });
    expect(vault.session('platform')?.via).toBe('host');
    await ask(HOST_DATA, 'page of an older version');
  });

  it("keeps what is known of the same account's user", async () => {
    const { ask, vault, signedIn } = setUp();
    const known = { ...hostSession('secret-before'), user: { ...deviceSession().user } };
    vault.setSession(known);
    await ask(HOST_DATA);
    expect(vault.session('platform')).toMatchObject({
      user: known.user,
      credential: { authToken: 'secret-auth' },
    });
    expect(signedIn).toEqual([]);
    const other = { accountId: 'account-2', authToken: 'secret-auth' };
    await ask({ type: 'auth-bridge:host-data', payload: { apiConfig: other } });
    expect(signedIn).toHaveLength(1);
  });

  it('that comes twice is one session', async () => {
    const { ask, vault, signedIn } = setUp();
    await ask(HOST_DATA);
    const id = vault.sessionId('platform');
    await ask(HOST_DATA);
    expect(vault.sessionId('platform')).toBe(id);
    expect(signedIn).toHaveLength(1);
  });

  it('without a credential changes no session', async () => {
    const { ask, vault } = setUp();
    const session = deviceSession();
    vault.setSession(session);
    await ask({ type: 'auth-bridge:host-data', payload: { materials: ['Si'] } });
    expect(vault.session('platform')).toBe(session);
    expect(vault.hostData('page')).toEqual({ materials: ['Si'] });
  });

  it('is refused where auth.json names no host', async () => {
    const { ask, vault } = setUp({});
    await expect(ask(HOST_DATA)).rejects.toMatchObject({ code: 'message-refused' });
    expect(vault.session('platform')).toBeUndefined();
  });

  it('that cannot be read changes nothing', async () => {
    const { ask, vault } = setUp();
    const { revision } = vault;
    const wrong = { type: 'auth-bridge:host-data', payload: { apiConfig: 'x' } } as const;
    await expect(ask(wrong)).rejects.toMatchObject({ code: 'host-data-invalid' });
    expect(vault.revision).toBe(revision);
  });
});

describe('kernels', () => {
  const started = { type: 'auth-bridge:kernel-started', kernel: 'k' } as const;
  const stopped = { type: 'auth-bridge:kernel-stopped', kernel: 'k' } as const;
  const asked = { type: 'auth-bridge:get-kernel-values', kernel: 'k' } as const;
  const handleOf = (vault: ReturnType<typeof setUp>['vault']) =>
    vault.kernel('k')?.handles.platform;

  it('get a handle for each provider, a new one at each start', async () => {
    const { ask, vault } = setUp();
    const answer = await ask(started);
    const first = handleOf(vault) ?? '';
    expect(answer).toMatchObject({
      values: { handle: first, env: { OIDC_ACCESS_TOKEN: first } },
    });
    expect(Object.keys(vault.kernel('k')?.handles ?? {})).toEqual(['platform', 'second']);
    expect(await ask(asked)).toEqual(answer);
    await ask(started);
    expect(handleOf(vault)).not.toBe(first);
    expect(vault.ownerOf(first)).toBeUndefined();
  });

  it('of another page are refused, and stay as they are', async () => {
    const { ask, vault } = setUp();
    await ask(started);
    const handle = handleOf(vault);
    for (const request of [started, asked]) {
      await expect(ask(request, 'other page')).rejects.toMatchObject({ code: 'message-refused' });
    }
    await ask(stopped, 'other page');
    expect(handleOf(vault)).toBe(handle);
  });

  it('that never started have no values', async () => {
    const { ask } = setUp();
    await expect(ask(asked)).rejects.toMatchObject({ code: 'message-refused' });
  });

  it('that ran before the worker was started keep their handle, and are theirs alone', async () => {
    const { ask, vault } = setUp();
    const running = { ...started, handle: 'jlab_from-before' };
    expect(await ask(running)).toMatchObject({ values: { handle: 'jlab_from-before' } });
    const { handles } = vault.kernel('k') ?? {};
    expect(handles?.second).toMatch(/^jlab_/);
    // Known already: nothing changes, also with another handle.
    expect(await ask({ ...started, handle: 'jlab_other' })).toMatchObject({
      values: { handle: 'jlab_from-before' },
    });
    expect(vault.kernel('k')?.handles).toEqual(handles);
    await expect(ask(running, 'other page')).rejects.toMatchObject({ code: 'message-refused' });
  });

  it.each([
    ['of another kernel', 'jlab_from-before'],
    ['that is no handle', 'Bearer jlab_x, secret'],
  ])('get a new one in the place of a handle %s', async (_, handle) => {
    const { ask, vault } = setUp();
    await ask({ ...started, handle: 'jlab_from-before' });
    await ask({ ...started, kernel: 'other', handle });
    expect(vault.kernel('other')?.handles.platform).toMatch(/^jlab_(?!from-before)[\w-]+$/);
    expect(vault.ownerOf('jlab_from-before')?.kernel).toBe('k');
  });

  it('that stopped have a dead handle', async () => {
    const { ask, vault } = setUp();
    await ask(started);
    const handle = handleOf(vault) ?? '';
    expect(await ask(stopped)).toEqual({});
    expect(vault.ownerOf(handle)).toBeUndefined();
  });
});
