import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'methods that no rule allows, also by another name and in a header',
  from: 'kernel',
  script: async ({ platform, friend, handles }, kit) => {
    const url = `${platform}api/v1/x`;
    const seen: unknown[] = [];
    for (const method of ['PUT', 'DELETE', 'PATCH', 'patch', 'delete', 'HEAD', 'OPTIONS']) {
      seen.push(await kit.call(method, url, { method }));
      seen.push(kit.xhr(method, url, {}, method));
      const headers = { authorization: `Bearer ${handles.own}` };
      seen.push(await kit.call(method, url, { method, headers }));
    }
    seen.push(await kit.call('POST to a friend', `${friend}data/x`, { method: 'POST' }));
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const headers = { [header]: 'DELETE' };
      seen.push(await kit.call(header, `${friend}data/x`, { headers }));
      seen.push(await kit.call(header, url, { method: 'POST', headers }));
    }
    return seen;
  },
  gains: ({ friend, secrets }) =>
    friend
      .filter(({ headers, method }) => method === 'GET' && /"x-(http-)?method/.test(headers))
      .filter(({ headers }) => secrets.some((secret) => headers.includes(secret)))
      .map(({ target }) => `${target} asked a friend for another method`),
  fromWeak: [
    'PUT called what the rules forbid (PUT)',
    'DELETE called what the rules forbid (DELETE)',
    'POST to a friend sent one where no rule says (POST)',
    '/data/x?try=x-http-method-override asked a friend for another method',
  ],
};
