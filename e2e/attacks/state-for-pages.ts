import type { Attack } from './harness/attack.js';

export const attack: Attack = {
  title:
    'all that the worker tells a page, whose prototypes are patched: answers, events, values of kernels',
  from: 'page',
  script: async (_target, kit) => {
    const seen: unknown[] = [];
    const heard: unknown[] = [];
    const container = navigator.serviceWorker;
    const onEvent = ({ data }: MessageEvent<unknown>) => void heard.push(data);
    container.addEventListener('message', onEvent);
    container.startMessages();
    const stringify = (value: unknown) => JSON.stringify(value);
    const descriptor = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    const restore: (() => void)[] = [];
    const patch = (owner: object, name: string) => {
      const real = Object.getOwnPropertyDescriptor(owner, name);
      if (!real) return;
      restore.push(() => Object.defineProperty(owner, name, real));
      const spy = function (this: unknown, ...args: unknown[]): unknown {
        try {
          heard.push(stringify(args));
        } catch {
          // what is no JSON holds no text either
        }
        return Reflect.apply(real.value as () => unknown, this, args);
      };
      Object.defineProperty(owner, name, { ...real, value: spy });
    };
    for (const [owner, name] of [
      [ServiceWorker.prototype, 'postMessage'],
      [MessagePort.prototype, 'postMessage'],
      [BroadcastChannel.prototype, 'postMessage'],
      [Headers.prototype, 'set'],
      [Headers.prototype, 'get'],
      [Storage.prototype, 'setItem'],
      [JSON, 'parse'],
      [window, 'fetch'],
    ] as const) {
      patch(owner, name);
    }
    Object.defineProperty(MessageEvent.prototype, 'data', {
      configurable: true,
      get(this: MessageEvent): unknown {
        const data: unknown = descriptor?.get?.call(this);
        heard.push(data);
        return data;
      },
    });
    const { active } = await container.ready;
    const messages = [
      ...[
        'get-state',
        'hello',
        'sign-in',
        'cancel-sign-in',
        'host-present',
        'get-config',
        'set-config',
        'get-session',
        'need-port',
      ].map((type) => ({
        type: `auth-bridge:${type}`,
        version: 1,
        host: false,
        present: false,
        apis: [],
        config: { apis: [] },
      })),
      { type: 'auth-bridge:get-kernel-values', kernel: 'other' },
      { type: 'auth-bridge:kernel-started', kernel: '__proto__' },
      {
        type: 'auth-bridge:submit-form',
        provider: 'friend',
        signIn: 'guess',
        values: { token: 'x' },
      },
      { type: 'SKIP_WAITING' },
      { type: 'constructor' },
    ];
    for (const message of messages) {
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
      active?.postMessage(message, [port2]);
      seen.push({ name: message.type, answer: await kit.within(700, answer) });
    }
    for (const back of restore) back();
    if (descriptor) Object.defineProperty(MessageEvent.prototype, 'data', descriptor);
    container.removeEventListener('message', onEvent);
    seen.push({ name: 'events', heard });
    return seen;
  },
  fromWeak: ['auth-bridge:get-state saw a credential', 'events saw a credential'],
};
