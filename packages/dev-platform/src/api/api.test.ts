import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, GRACE, LINUS, type TestAccount } from '../accounts.js';
import { stringAt } from '../is-record.js';
import { startDevPlatform, type DevPlatform } from '../start-dev-platform.js';
import { Browser } from '../testing/browser.js';
import {
  bearer,
  callApi,
  signInByDevice,
  SITE_ORIGIN,
  SITE_URL,
  toAnswer,
} from '../testing/oauth-client.js';

let platform: DevPlatform;
let ada: Record<string, string>;
let linus: Record<string, string>;
beforeAll(async () => {
  platform = await startDevPlatform({ port: 0, siteUrl: SITE_URL });
  ada = bearer((await signInByDevice(platform, ADA)).accessToken);
  linus = bearer((await signInByDevice(platform, LINUS)).accessToken);
});
afterAll(() => platform.stop());

async function authTokenOf({ email, password }: TestAccount): Promise<string> {
  const browser = new Browser(platform.origin);
  await browser.post('/sign-in', { email, password });
  const { body } = await toAnswer(await browser.post('/session'));
  return stringAt(body.apiConfig, 'authToken') ?? '';
}

const v = '/2018-10-01';

describe('who calls', () => {
  it('is refused without a credential, in the platform’s shape', async () => {
    const answer = await callApi(platform, '/v1/users/me', {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer /);
    expect(answer.body).toEqual({
      status: 'error',
      message:
        'The call carries no credential. Send Authorization, or X-Account-Id with X-Auth-Token',
    });
  });

  it.each([
    ['an unknown access token', bearer('unknown')],
    ['another scheme', { Authorization: 'Basic YWRhOmFkYQ==' }],
    ['an unknown auth token', { 'X-Account-Id': ADA.accountId, 'X-Auth-Token': 'unknown' }],
    ['half a pair', { 'X-Auth-Token': 'unknown' }],
  ])('is refused with %s', async (_name, headers) => {
    expect((await callApi(platform, `${v}/projects`, headers)).status).toBe(401);
  });

  it('is the account that a pair of headers was made for, and no other', async () => {
    const token = await authTokenOf(LINUS);
    const pair = (id: string) => ({ 'X-Account-Id': id, 'X-Auth-Token': token });
    const own = await callApi(platform, '/v1/users/me', pair(LINUS.accountId));
    expect(own.body).toMatchObject({ data: { user: { entity: { email: LINUS.email } } } });
    expect((await callApi(platform, '/v1/users/me', pair(ADA.accountId))).status).toBe(401);
    platform.expireAuthTokens();
    expect((await callApi(platform, '/v1/users/me', pair(LINUS.accountId))).status).toBe(401);
  });

  it('is recorded', async () => {
    await callApi(platform, `${v}/projects?query=%7B%7D`, linus);
    expect(platform.received.at(-1)).toMatchObject({
      method: 'GET',
      path: '/api/2018-10-01/projects',
      query: 'query=%7B%7D',
      headers: { authorization: linus.Authorization },
      status: 200,
      caller: LINUS.email,
    });
  });
});

describe('users/me', () => {
  it('has the shape that the Python client reads', async () => {
    const { body } = await callApi(platform, '/v1/users/me', ada);
    expect(body).toMatchObject({
      status: 'success',
      data: {
        user: { entity: { defaultAccountId: ADA.accountId } },
        accounts: [
          { entity: { _id: ADA.accountId, name: ADA.name, type: 'personal' }, isDefault: true },
          { entity: { _id: ADA.organization?.id, type: 'organization' }, isDefault: false },
        ],
      },
    });
  });

  it('has one account for who has no organization', async () => {
    const { accessToken } = await signInByDevice(platform, GRACE);
    const { body } = await callApi(platform, '/v1/users/me', bearer(accessToken));
    expect(body).toMatchObject({ data: { accounts: [{ entity: { type: 'personal' } }] } });
  });
});

describe('entities', () => {
  const json = { 'Content-Type': 'application/json' };
  const listOf = async (path: string, headers: Record<string, string>) =>
    (await callApi(platform, path, headers)).body.data;

  it('differ by account and honour the query', async () => {
    const query = `?query=${encodeURIComponent('{"isDefault": true}')}&projection=%7B%7D`;
    const path = `${v}/projects${query}`;
    expect(await listOf(path, ada)).toMatchObject([{ name: 'Ada Example: Default' }]);
    expect(await listOf(path, linus)).toMatchObject([{ name: 'Linus Example: Default' }]);
    expect(await listOf(`${v}/other/clusters`, linus)).toMatchObject([
      { hostname: LINUS.clusters[0] },
    ]);
  });

  it('answer a query they do not understand with 400', async () => {
    for (const query of ['[]', 'nonsense', '{"name":{"$where":"1"}}']) {
      const answer = await callApi(
        platform,
        `${v}/projects?query=${encodeURIComponent(query)}`,
        ada,
      );
      expect([answer.status, answer.body.status]).toEqual([400, 'error']);
    }
  });

  it.each([
    ['PUT', `${v}/materials/create`],
    ['POST', `${v}/materials`],
  ])('are created by %s, under the default account', async (method, path) => {
    const body = JSON.stringify({ name: 'Diamond', formula: 'C' });
    const created = await callApi(platform, path, { ...ada, ...json }, { method, body });
    expect(created.body).toMatchObject({
      status: 'success',
      data: { name: 'Diamond', owner: { _id: ADA.accountId } },
    });
    const id = stringAt(created.body.data, '_id') ?? '';
    const read = await callApi(platform, `${v}/materials/${id}`, ada);
    expect(read.body.data).toEqual(created.body.data);
    expect((await callApi(platform, `${v}/materials/${id}`, linus)).status).toBe(404);
  });

  it('are not created for another account', async () => {
    const body = JSON.stringify({ name: 'Job', owner: { _id: LINUS.accountId } });
    const init = { method: 'PUT', body };
    expect((await callApi(platform, `${v}/jobs/create`, { ...ada, ...json }, init)).status).toBe(
      403,
    );
  });

  it('jobs are submitted, changed and deleted', async () => {
    const init = { method: 'PUT', body: '{"name":"Job"}' };
    const { body } = await callApi(platform, `${v}/jobs/create`, { ...ada, ...json }, init);
    const id = stringAt(body.data, '_id') ?? '';
    const path = `${v}/jobs/${id}`;
    // As `requests` sends it: said to be JSON, and empty.
    await callApi(platform, `${path}/submit`, { ...ada, ...json }, { method: 'POST' });
    const query = encodeURIComponent(JSON.stringify({ _id: { $in: [id] } }));
    expect(await listOf(`${v}/jobs?query=${query}`, ada)).toMatchObject([{ status: 'submitted' }]);
    const patch = { method: 'PATCH', body: '{"name":"Renamed","_id":"other"}' };
    const changed = await callApi(platform, path, { ...ada, ...json }, patch);
    expect(changed.body.data).toMatchObject({ _id: id, name: 'Renamed' });
    await callApi(platform, path, ada, { method: 'DELETE' });
    expect((await callApi(platform, path, ada)).status).toBe(404);
  });

  it('take JSON under any content type, and refuse what is none', async () => {
    const headers = { ...ada, 'Content-Type': 'text/plain;charset=UTF-8' };
    const send = (body: string) =>
      callApi(platform, `${v}/jobs`, headers, { method: 'POST', body });
    expect((await send('{"name":"Plain"}')).body).toMatchObject({ data: { name: 'Plain' } });
    expect((await send('{')).status).toBe(400);
  });

  it('answer 404 in the platform’s shape for what is not there', async () => {
    for (const path of [`${v}/nothing`, `${v}/other/nothing`, '/v2/users/me']) {
      const answer = await callApi(platform, path, ada);
      expect([answer.status, answer.body.status]).toEqual([404, 'error']);
    }
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${platform.origin}/api${v}/projects`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization,content-type,x-account-id,x-auth-token',
      },
    });

  it('lets the site in', async () => {
    const { status, headers } = await preflight(SITE_ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(SITE_ORIGIN);
    expect(headers.get('Access-Control-Allow-Methods')).toContain('PUT');
    const allowed = headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-account-id', 'x-auth-token']),
    );
  });

  it.each(['http://localhost:8001', 'http://localhost:80000', 'null'])(
    'keeps %s out',
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(403);
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
    },
  );

  it('lets the site read a refusal too', async () => {
    const answer = await callApi(platform, '/v1/users/me', { Origin: SITE_ORIGIN });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(SITE_ORIGIN);
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
  });
});
