import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cut, delayed, hang, held, html, json, redirect, status } from './answers.js';
import { ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
beforeEach(async () => (server = await ScriptedServer.start()));
afterEach(() => server.stop());

const get = (path: string, init: RequestInit = {}) => fetch(server.origin + path, init);

async function statuses(path: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let i = 0; i < count; i += 1) seen.push((await get(path)).status);
  return seen;
}

describe('answers', () => {
  it('are 404 without a script', async () => {
    expect(await statuses('/x', 1)).toEqual([404]);
  });

  it('come in the order of the script, and the last one stays', async () => {
    server.on('/x', status(201), status(202));
    expect(await statuses('/x', 3)).toEqual([201, 202, 202]);
  });

  it('are faults first, as often as asked for, then the script, then the built-in ones', async () => {
    server.serve('/x', status(200));
    server.on('/x', status(201), status(202));
    server.fault('/x', status(500), 2);
    expect(await statuses('/x', 4)).toEqual([500, 500, 201, 202]);
    server.fault('/x', status(503));
    expect(await statuses('/x', 2)).toEqual([503, 503]);
    server.reset('/x');
    expect(await statuses('/x', 1)).toEqual([200]);
  });

  it('of other paths survive the reset of one', async () => {
    server.on('/x', status(201));
    server.on('/y', status(202));
    server.reset('/x');
    expect(await statuses('/y', 1)).toEqual([202]);
    server.reset();
    expect(await statuses('/y', 1)).toEqual([404]);
  });

  it('wait for a release, and go on to what would have answered', async () => {
    server.serve('/x', status(200));
    server.on('/x', status(201));
    const late = held();
    server.fault('/x', late.answer, 1);
    let answered = false;
    const response = get('/x').finally(() => (answered = true));
    await expect.poll(() => server.at('/x').length, { interval: 2 }).toBe(1);
    expect(answered).toBe(false);
    late.release();
    expect((await response).status).toBe(201);
  });

  it('wait for a time', async () => {
    server.on('/x', delayed(50, status(201)));
    const before = performance.now();
    expect(await statuses('/x', 1)).toEqual([201]);
    expect(performance.now() - before).toBeGreaterThan(45);
  });

  it('can be a page, a redirect, a cut connection', async () => {
    server.on('/x', html(502), redirect('/y'), cut);
    const page = await get('/x');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await get('/x', { redirect: 'manual' })).headers.get('location')).toBe('/y');
    await expect(get('/x')).rejects.toThrow();
  });

  it('never come from a hanging path, until the server stops', async () => {
    server.on('/x', hang);
    const response = get('/x');
    await expect.poll(() => server.at('/x').length, { interval: 2 }).toBe(1);
    await server.stop();
    await expect(response).rejects.toThrow();
  });

  it('say so when the script itself fails', async () => {
    server.on('/x', () => Promise.reject(new Error('a typo')));
    const response = await get('/x');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('a typo');
  });

  it('that come after the client has gone harm nobody', async () => {
    const late = held(json(200, {}));
    server.on('/x', late.answer, status(204));
    const controller = new AbortController();
    const response = get('/x', { signal: controller.signal });
    await expect.poll(() => server.at('/x').length, { interval: 2 }).toBe(1);
    controller.abort();
    await expect(response).rejects.toThrow();
    late.release();
    expect(await statuses('/x', 1)).toEqual([204]);
  });
});

describe('what was received', () => {
  it('is kept with method, headers, query, form and body', async () => {
    await get('/x?a=1&b=%20', { method: 'POST', body: 'c=2', headers: { 'x-own': 'kept' } });
    const [received] = server.at('/x');
    expect(received).toMatchObject({
      method: 'POST',
      path: '/x',
      url: '/x?a=1&b=%20',
      body: 'c=2',
    });
    expect(received?.headers['x-own']).toBe('kept');
    expect(received?.query.get('b')).toBe(' ');
    expect(received?.form.get('c')).toBe('2');
  });

  it('can be searched for what leaked, queries included', async () => {
    await get('/x?token=leaked');
    expect(JSON.stringify(server.received)).toContain('leaked');
  });
});

describe('pages of other origins', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization, dpop',
    },
  };

  it('may send what they ask for and read the answer', async () => {
    server.on('/x', status(201), status(202));
    const asked = await get('/x', preflight);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toBe('authorization, dpop');
    expect(asked.headers.get('access-control-allow-methods')).toBe('PUT');
    const response = await get('/x');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('dpop-nonce');
    expect(response.status).toBe(201);
  });

  it('count with their preflights among all that was received, but not for the path', async () => {
    await get('/x', preflight);
    expect(server.received).toHaveLength(1);
    expect(server.at('/x')).toEqual([]);
  });

  it('get nothing where the option says so', async () => {
    const closed = await ScriptedServer.start({ cors: false });
    const response = await fetch(`${closed.origin}/x`, preflight);
    expect(response.status).toBe(404);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    await closed.stop();
  });
});

describe('start', () => {
  it('takes the port and the name that it is given', async () => {
    const { port } = new URL(server.origin);
    await server.stop();
    server = await ScriptedServer.start({ port: Number(port), hostname: 'localhost' });
    expect(server.origin).toBe(`http://localhost:${port}`);
    expect(await statuses('/x', 1)).toEqual([404]);
  });

  it('is refused where the port is taken', async () => {
    const port = Number(new URL(server.origin).port);
    await expect(ScriptedServer.start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
