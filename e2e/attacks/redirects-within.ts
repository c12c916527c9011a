import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'redirects within the origin of an API, to what no rule covers: the answer is withheld',
  from: 'kernel',
  script: async ({ friend }, kit) => {
    const seen: unknown[] = [];
    for (const status of [301, 302, 303, 307, 308]) {
      const to = encodeURIComponent(kit.named('within', '/secret'));
      const url = `${friend}data/redirect?status=${status}&to=${to}`;
      seen.push(await kit.call(`within ${status}`, url), kit.xhr(`within ${status}`, url));
    }
    return seen;
  },
  gains: ({ seen }) => (/at\W+\/secret/.test(JSON.stringify(seen)) ? ['the answer was read'] : []),
  // The browser follows before anybody can look.
  openByNature: /^within sent one where no rule says \(GET\)$/,
  fromWeak: ['the answer was read'],
};
