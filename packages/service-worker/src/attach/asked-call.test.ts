import { json, ScriptedServer } from '@jupyterlite-auth-bridge/mock-provider';
import type { MockProvider } from '@jupyterlite-auth-bridge/mock-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiCalls, problemOf } from '../testing/api-calls.js';
import { startIssuer, TOKEN } from '../testing/issuer.js';
import { providerJson } from '../testing/make-config.js';
import { deviceSession } from '../testing/make-sessions.js';
import { codeShown, until } from '../testing/until.js';

let issuer: MockProvider;
let api: ScriptedServer;
beforeEach(async () => {
  [issuer, api] = await Promise.all([startIssuer(), ScriptedServer.start()]);
  api.on('/api/users', json(200, { name: 'Grace' }));
});
afterEach(() => Promise.all([issuer.stop(), api.stop()]));

function setUp(rule: Record<string, unknown> = { access: 'ask' }, signedIn = true) {
  const parts = apiCalls(providerJson(issuer.issuer), `${api.origin}/api/users`, {}, rule);
  const { vault, runtime, call } = parts;
  if (signedIn) vault.setSession(deviceSession());
  for (const id of ['k1', 'k2']) {
    vault.setKernel({ id, page: 'p', handles: { platform: `jlab_${id}` } });
  }
  const { questions } = vault;
  const asked = async (count = 1) => {
    await until(() => expect(questions.list()).toHaveLength(count));
    return questions.list();
  };
  const answer = async (word: 'once' | 'session' | 'no') => {
    const [question] = await asked();
    questions.answer(question?.id ?? '', word, runtime.now());
  };
  const as = (kernel: string, init?: RequestInit) => call(init, `jlab_${kernel}`);
  return { ...parts, questions, asked, answer, as };
}

const received = () => api.at('/api/users');

describe('a call that a rule asks about', () => {
  it('is sent after a yes, and not before', async () => {
    const { as, asked, answer } = setUp();
    const response = as('k1', { method: 'POST', body: 'the body' });
    const [question] = await asked();
    expect(question?.about).toEqual({ provider: 'platform', rule: 0, kernel: 'k1' });
    expect(received()).toEqual([]);
    await answer('once');
    expect((await response).status).toBe(200);
    expect(received()).toMatchObject([
      { body: 'the body', headers: { authorization: 'Bearer secret-access-old' } },
    ]);
  });

  it('is shown without what may be a handle', async () => {
    const url = `${api.origin}/of/jlab_k1`;
    const { call, vault } = apiCalls(providerJson(issuer.issuer), url, {}, { access: 'ask' });
    vault.setSession(deviceSession());
    void call();
    await until(() => expect(vault.questions.list()).toHaveLength(1));
    expect(vault.questions.list()[0]?.lines[0]?.url).toBe(`${api.origin}/of/<handle>`);
  });

  it('is asked about again after once', async () => {
    const { as, answer, asked } = setUp();
    const first = as('k1');
    await answer('once');
    await first;
    void as('k1');
    await asked();
    expect(received()).toHaveLength(1);
  });

  it('is not asked about again after a yes for this session, but for other kernels', async () => {
    const { as, call, answer, asked } = setUp();
    const first = as('k1');
    await answer('session');
    await first;
    expect((await as('k1')).status).toBe(200);
    void as('k2');
    void call();
    const open = await asked(2);
    expect(open.map(({ about }) => about.kernel)).toEqual(['k2', undefined]);
    expect(received()).toHaveLength(2);
  });

  it('gets a 403 after a no, and for ten seconds at once; then it is asked about again', async () => {
    const { as, answer, asked, questions, runtime } = setUp();
    const first = as('k1');
    await answer('no');
    const problem = await problemOf(await first);
    expect(problem).toMatchObject({ status: 403, code: 'call-declined' });
    expect(problem.detail).toContain('Rule 0');
    await runtime.advance(9_900);
    expect(await problemOf(await as('k1'))).toMatchObject({ code: 'call-declined' });
    expect(questions.list()).toEqual([]);
    await runtime.advance(200);
    void as('k1');
    await asked();
    expect(received()).toEqual([]);
  });

  it('gets a 403 that says so where nobody answers for 25 s, and its question goes', async () => {
    const { as, asked, questions, runtime } = setUp();
    let answered = false;
    const response = as('k1').finally(() => (answered = true));
    await asked();
    await runtime.advance(24_900);
    expect(answered).toBe(false);
    await runtime.advance(100);
    const problem = await problemOf(await response);
    expect(problem).toMatchObject({ status: 403, code: 'call-unanswered' });
    expect(problem.detail).toContain('Rule 0');
    expect(questions.list()).toEqual([]);
    void as('k1');
    await asked();
    expect(received()).toEqual([]);
  });

  it('is one question with all the others of its kernel', async () => {
    const { as, asked, answer } = setUp();
    const responses = Promise.all(Array.from({ length: 20 }, () => as('k1')));
    await until(() => expect(received()).toEqual([]));
    const [question] = await asked();
    expect(question?.lines.map(({ waiting }) => waiting.size)).toEqual([20]);
    await answer('once');
    expect((await responses).map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('takes its question away when the caller aborts', async () => {
    const { as, asked, questions } = setUp();
    const controller = new AbortController();
    const response = as('k1', { signal: controller.signal });
    await asked();
    controller.abort();
    await expect(response).rejects.toThrow();
    expect(questions.list()).toEqual([]);
    expect(received()).toEqual([]);
  });

  it('brings the sign-in up first, and is asked about after it', async () => {
    const parts = setUp({ access: 'ask' }, false);
    const response = parts.as('k1');
    await codeShown(parts.vault);
    expect(parts.questions.list()).toEqual([]);
    issuer.server.on(TOKEN, issuer.tokens());
    await parts.runtime.advance(5_000);
    await parts.asked();
    expect(received()).toEqual([]);
    await parts.answer('once');
    expect((await response).status).toBe(200);
  });

  it('waits for sign-in and answer 25 s together', async () => {
    const parts = setUp({ access: 'ask' }, false);
    const response = parts.as('k1');
    await codeShown(parts.vault);
    issuer.server.on(TOKEN, issuer.tokens());
    await parts.runtime.advance(5_000);
    await parts.asked();
    await parts.runtime.advance(20_000);
    expect(await problemOf(await response)).toMatchObject({ code: 'call-unanswered' });
  });

  it('is not sent after a sign-out while it waited, whatever is answered then', async () => {
    const { as, asked, questions, sessions, provider, runtime } = setUp();
    const response = as('k1');
    const [question] = await asked();
    await sessions.signOut(provider);
    questions.answer(question?.id ?? '', 'session', runtime.now());
    expect((await response).status).toBe(401);
    expect(received()).toEqual([]);
  });

  it('is asked about anew where another user has signed in while it waited', async () => {
    const { as, asked, answer, vault } = setUp();
    const response = as('k1');
    const [before] = await asked();
    vault.setSession(
      deviceSession({ credential: { kind: 'bearer', accessToken: 'secret-of-another' } }),
    );
    await until(() => expect(vault.questions.list()[0]?.id).not.toBe(before?.id));
    await answer('once');
    expect((await response).status).toBe(200);
    expect(received()).toMatchObject([{ headers: { authorization: 'Bearer secret-of-another' } }]);
  });

  it('is asked about anew before it is repeated in the session of another user', async () => {
    const parts = setUp();
    issuer.on('userinfo', json(401, {}));
    api.on('/api/users', json(401, {}));
    const response = parts.as('k1', { method: 'DELETE' });
    await parts.answer('once');
    await codeShown(parts.vault);
    expect(received()).toHaveLength(1);
    issuer.server.on(TOKEN, issuer.tokens());
    await parts.runtime.advance(5_000);
    await parts.answer('no');
    expect(await problemOf(await response)).toMatchObject({ code: 'call-declined' });
    expect(received()).toHaveLength(1);
  });

  it('of a kernel that has died while it waited is not sent, nor asked about as of another', async () => {
    const { as, asked, questions, vault } = setUp();
    const response = as('k1');
    await asked();
    vault.removeKernel('k1');
    expect(await problemOf(await response)).toMatchObject({ status: 401, code: 'handle-unknown' });
    expect(questions.list()).toEqual([]);
  });

  it('of a kernel that has died during the sign-in is not asked about as of none', async () => {
    const { as, questions, vault, runtime } = setUp({ access: 'ask' }, false);
    const response = as('k1');
    await codeShown(vault);
    vault.removeKernel('k1');
    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    expect(await problemOf(await response)).toMatchObject({ status: 401, code: 'handle-unknown' });
    expect(questions.list()).toEqual([]);
  });

  it('is asked about anew where the session is another one by the time of the yes', async () => {
    const { as, answer, asked, vault } = setUp();
    const response = as('k1');
    await answer('once');
    vault.setSession(
      deviceSession({ credential: { kind: 'bearer', accessToken: 'secret-of-another' } }),
    );
    await asked();
    expect(received()).toEqual([]);
    await answer('once');
    expect((await response).status).toBe(200);
  });

  it('is sent in a renewed session without another question', async () => {
    const { as, answer, questions } = setUp();
    issuer.server.on(TOKEN, issuer.tokens());
    api.on('/api/users', json(401, {}), json(200, {}));
    const response = as('k1');
    await answer('session');
    expect((await response).status).toBe(200);
    expect((await as('k1')).status).toBe(200);
    expect(questions.list()).toEqual([]);
    expect(issuer.refreshes).toBe(1);
  });
});

describe('a call that a rule wants a role for', () => {
  const EDITORS = { roles: ['editor'] };

  it('is refused before anything is sent, and before the user is asked', async () => {
    const { as, questions } = setUp({ ...EDITORS, access: 'ask' });
    const problem = await problemOf(await as('k1'));
    expect(problem).toMatchObject({ status: 403, code: 'role-missing' });
    expect(problem.detail).toContain('editor');
    expect(questions.list()).toEqual([]);
    expect(received()).toEqual([]);
  });

  it('is sent where the user has it', async () => {
    const { as, vault } = setUp(EDITORS);
    vault.setSession(deviceSession({ roles: ['editor'] }));
    expect((await as('k1')).status).toBe(200);
  });

  it('is sent where the userinfo endpoint names it, which is asked once for all', async () => {
    const { as, sessions } = setUp(EDITORS);
    issuer.on('userinfo', json(200, { sub: 'user-1', roles: ['editor'] }));
    const before = issuer.at('userinfo').length;
    const responses = await Promise.all(Array.from({ length: 5 }, () => as('k1')));
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await as('k1')).status).toBe(200);
    expect(issuer.at('userinfo')).toHaveLength(before + 1);
    expect(sessions.oidcFlows()).toHaveLength(1);
  });

  it('is refused where the userinfo endpoint does not, and is of another subject', async () => {
    const { as, vault } = setUp(EDITORS);
    vault.setSession(deviceSession({ claims: { sub: 'user-1', name: 'Grace' } }));
    issuer.on('userinfo', json(200, { sub: 'somebody-else', roles: ['editor'] }));
    expect(await problemOf(await as('k1'))).toMatchObject({ code: 'role-missing' });
    expect(received()).toEqual([]);
  });

  it('is not repeated after a 401 in the session of a user without it', async () => {
    const { as, vault, runtime } = setUp(EDITORS);
    vault.setSession(
      deviceSession({
        roles: ['editor'],
        credential: { kind: 'bearer', accessToken: 'secret-of-an-editor' },
      }),
    );
    issuer.on('userinfo', json(401, {}));
    api.on('/api/users', json(401, {}));
    const response = as('k1');
    await codeShown(vault);
    issuer.server.on(TOKEN, issuer.tokens());
    await runtime.advance(5_000);
    expect(await problemOf(await response)).toMatchObject({ code: 'role-missing' });
    expect(received()).toHaveLength(1);
  });
});
