import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    "the keeper's URLs, asked by a kernel: by fetch, by XHR, in other spellings, with a keeper of its own",
  from: 'kernel',
  differs: true,
  script: async ({ site, handles }, kit) => {
    const seen: unknown[] = [];
    const bearer = { authorization: `Bearer ${handles.own}` };
    for (const path of ['challenge', 'state', 'ping', 'restore', '']) {
      const url = `${site}auth-bridge/keeper/${path}`;
      seen.push(await kit.call(path, url), kit.xhr(path, url));
      seen.push(await kit.call(path, url, { headers: bearer }));
      seen.push(await kit.call(path, url, { method: 'POST', body: '{}' }));
      seen.push(await kit.call(path, url, { mode: 'same-origin', cache: 'force-cache' }));
      seen.push(
        await kit.call(path, url, { mode: 'no-cors', referrer: `${site}service-worker.js?keeper` }),
      );
    }
    for (const path of [
      '%6beeper/state',
      'keeper//state',
      'keeper/../keeper/state',
      'KEEPER/state',
      'keeper/state/',
      'keeper\\state',
    ]) {
      seen.push(await kit.call(path, `${site}auth-bridge/${path}`));
    }
    // One who answers a challenge of the worker's with a state of its own.
    const body = new Uint8Array(200).fill(4);
    seen.push(
      await kit.call('key', `${site}auth-bridge/keeper/challenge`),
      await kit.call('restored', `${site}auth-bridge/keeper/restore`, { method: 'POST', body }),
    );
    // A keeper that the kernel starts holds the state; nothing of it comes out.
    for (const query of ['?tab-keeper', '?keeper', '?tab-keeper#x']) {
      const keeper = new Worker(`${site}service-worker.js${query}`, { name: 'auth-bridge-keeper' });
      const said = new Promise((resolve) => {
        keeper.onmessage = ({ data }) => resolve(data);
        keeper.onmessageerror = ({ data }) => resolve(data);
        keeper.onerror = ({ message }) => resolve(message);
      });
      for (const message of ['connect', 'state', { type: 'connect' }]) keeper.postMessage(message);
      seen.push({ name: `keeper ${query}`, said: await kit.within(700, said) });
      keeper.terminate();
    }
    return seen;
  },
  fromWeak: ['state saw a credential'],
};
