import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'redirects of an API to another origin, and back, with Authorization and custom headers',
  from: 'kernel',
  differs: true,
  script: async ({ friend, evil, platform }, kit) => {
    const seen: unknown[] = [];
    const via = (from: string, to: string, status: number) =>
      `${from}redirect?status=${status}&to=${encodeURIComponent(to)}`;
    for (const folder of ['data', 'hosted']) {
      for (const status of [301, 302, 303, 307, 308]) {
        const name = `${folder} ${status}`;
        const away = kit.named(name, `${evil}x`);
        const back = kit.named(name, `${friend}elsewhere`);
        seen.push(await kit.call(name, via(`${friend}${folder}/`, away, status)));
        seen.push(kit.xhr(name, via(`${friend}${folder}/`, away, status)));
        const there = via(evil, back, status);
        seen.push(await kit.call(name, via(`${friend}${folder}/`, there, status)));
      }
      const manual = { redirect: 'manual' } as const;
      seen.push(await kit.call('manual', via(`${friend}${folder}/`, `${evil}x`, 302), manual));
    }
    // A server of no rule that redirects into an API.
    const into = kit.named('into the API', `${platform}api/v1/x`);
    seen.push(await kit.call('into the API', via(evil, into, 307)));
    return seen;
  },
  fromWeak: ['data', 'hosted'].flatMap((folder) =>
    [301, 302, 303, 307, 308].flatMap((status) => [
      `${folder} ${status} sent one to a server of no rule`,
    ]),
  ),
};
