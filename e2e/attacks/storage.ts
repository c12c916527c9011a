import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    'all that a kernel can look into: IndexedDB, Cache Storage, channels, locks, timings, cookies',
  from: 'kernel',
  script: async ({ site, platform, handles }, kit) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    const heard: unknown[] = [];
    const names = [
      'weak',
      '/sw-api.v1',
      `auth-bridge:${site}`,
      `auth-bridge:${site}#ids`,
      'workbox',
    ];
    const channels = names.map((name) => new BroadcastChannel(name));
    for (const channel of channels) channel.onmessage = ({ data }) => heard.push(data);
    const seen: unknown[] = [];
    // Whatever makes the worker tell the keeper of a change, or look at what it has.
    for (const word of ['changed', 'need', 'here']) channels[2]?.postMessage(word);
    const headers = { authorization: `Bearer ${handles.own}` };
    seen.push(await kit.call('session', `${site}auth-bridge/kernel/session`, { headers }));
    seen.push(await kit.call('API', `${platform}api/v1/x`));
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        const rows = [await done(objects.getAllKeys()), await done(objects.getAll())];
        seen.push({ name: `IndexedDB ${name}`, rows });
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        const headers = [...request.headers, ...(response?.headers ?? [])];
        seen.push({
          name: `cache ${name}`,
          url: request.url,
          headers,
          text: await response?.text(),
        });
      }
    }
    seen.push({ name: 'locks', locks: await navigator.locks.query() });
    seen.push({ name: 'timings', entries: performance.getEntries() });
    const cookies = 'cookieStore' in self ? await cookieStore.getAll() : [];
    seen.push({ name: 'cookies', cookies });
    await kit.within(500, new Promise<never>(() => undefined));
    seen.push({ name: 'channels', heard });
    for (const channel of channels) channel.close();
    return seen;
  },
  fromWeak: [
    'IndexedDB weak saw a credential',
    'cache weak saw a credential',
    'channels saw a credential',
  ],
};
