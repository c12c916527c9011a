import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'calls that fail: what errors, headers and bodies tell',
  from: 'kernel',
  script: async ({ friend, platform, handles }, kit) => {
    const seen: unknown[] = [];
    const redirect = (to: string) => `redirect?to=${encodeURIComponent(to)}`;
    for (const folder of ['data', 'hosted']) {
      const base = `${friend}${folder}/`;
      for (const path of [
        'destroyed',
        'closed',
        redirect('data:text/plain,x'),
        redirect('file:///etc/passwd'),
        redirect('http://localhost:1/'),
        redirect('//'),
        redirect(`/${folder}/redirect?to=x`),
      ]) {
        seen.push(await kit.call(path, base + path), kit.xhr(path, base + path));
      }
      const odd: Record<string, RequestInit> = {
        integrity: { integrity: 'sha256-AAAA' },
        cached: { cache: 'only-if-cached', mode: 'same-origin' },
        aborted: { signal: AbortSignal.abort() },
        'no redirect': { redirect: 'error' },
        'long header': { headers: { 'x-long': 'x'.repeat(100_000) } },
        referrer: { referrerPolicy: 'unsafe-url', credentials: 'include' },
      };
      for (const [name, init] of Object.entries(odd)) {
        seen.push(await kit.call(name, `${base}x`, init));
      }
    }
    // Every answer of the worker's own.
    const headers = { authorization: `Bearer ${handles.dead}` };
    seen.push(await kit.call('dead', `${platform}api/v1/x`, { headers }));
    seen.push(await kit.call('denied', `${platform}api/v1/admin/x`, { headers }));
    seen.push(await kit.call('no rule', `${platform}x`, { headers }));
    return seen;
  },
  fromWeak: ['destroyed saw a credential', 'closed saw a credential'],
};
