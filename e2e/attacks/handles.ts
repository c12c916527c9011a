import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    'stand-ins that are dead, guessed, another provider’s or kernel’s, smuggled beside or into others',
  from: 'kernel',
  script: async ({ platform, friend, handles }, kit) => {
    const { own, other, dead } = handles;
    const guessed = `jlab_${'A'.repeat(43)}`;
    const cut = own.slice(0, -1);
    const url = `${platform}api/v1/x`;
    const headers: Record<string, HeadersInit> = {
      dead: { authorization: `Bearer ${dead}` },
      'dead as a token': { 'x-auth-token': dead, 'x-account-id': 'a' },
      guessed: { authorization: `Bearer ${guessed}` },
      'cut short': { authorization: `Bearer ${cut}` },
      'in capitals': { authorization: `Bearer ${own.toUpperCase().replace('JLAB_', 'jlab_')}` },
      empty: { authorization: 'Bearer jlab_' },
      'by another scheme': { authorization: `Basic ${own}` },
      'two joined': { authorization: `Bearer ${own}, Bearer ${dead}` },
      'a dead one and a live one': { authorization: `Bearer ${dead}`, 'x-auth-token': own },
      'two headers': [
        ['authorization', `Bearer ${own}`],
        ['AUTHORIZATION', `Bearer ${dead}`],
      ],
      'beside one of its own': { authorization: `Bearer ${own}`, 'x-auth-token': 'mine' },
    };
    const seen: unknown[] = [];
    for (const [name, each] of Object.entries(headers)) {
      seen.push(await kit.call(name, url, { headers: each }));
    }
    seen.push(kit.xhr('dead', url, { authorization: `Bearer ${dead}` }));
    const bearer = { headers: { authorization: `Bearer ${own}` } };
    seen.push(await kit.call('another provider', `${friend}data/x`, bearer));
    // Another kernel's does what this kernel's own does, and no more.
    const foreign = { headers: { authorization: `Bearer ${other}` } };
    seen.push(await kit.call('another kernel’s, denied', `${platform}api/v1/admin/x`, foreign));
    seen.push(await kit.call('another kernel’s, elsewhere', `${friend}data/x`, foreign));
    // A rule that takes stand-ins alone.
    seen.push(await kit.call('without one', `${platform}api/v1/handles/x`));
    seen.push(kit.xhr('without one', `${platform}api/v1/handles/x`));
    return seen;
  },
  gains: ({ api, friend, secrets }) => [
    ...api.filter(({ caller }) => caller !== undefined).map(({ query }) => `called by ${query}`),
    ...friend
      .filter(({ headers }) => secrets.some((secret) => headers.includes(secret)))
      .map(({ target }) => `called ${target}`),
  ],
  fromWeak: [
    'called by try=dead',
    'called by try=guessed',
    'called by try=two%20joined',
    'called by try=without%20one',
    'called /data/x?try=another%20provider',
    'called /data/x?try=another%20kernel%E2%80%99s%2C%20elsewhere',
  ],
};
