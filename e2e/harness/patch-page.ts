/* eslint-disable @typescript-eslint/unbound-method -- everything here is applied to its object */
import type { ScriptFrame } from './script-frame.js';

/**
 * What a notebook's output could do to the page: puts itself into everything that messages, ports
 * and data pass through, and keeps what it sees. It runs after the page's own code was evaluated.
 */
export async function patchPage(frame: ScriptFrame): Promise<void> {
  await frame.evaluate(() => {
    const seen: unknown[] = [];
    const undo: (() => void)[] = [];
    const add = EventTarget.prototype.addEventListener;
    const keep = (value: unknown) => {
      // By index: what is patched must not patch itself.
      if (value instanceof MessagePort) {
        Reflect.apply(add, value, ['message', ({ data }: MessageEvent) => keep(data)]);
      } else seen[seen.length] = value;
      return value;
    };
    const define = (of: object, name: PropertyKey, property: PropertyDescriptor) => {
      const before = Object.getOwnPropertyDescriptor(of, name);
      undo[undo.length] = () => Object.defineProperty(of, name, before ?? {});
      Object.defineProperty(of, name, { ...property, configurable: true });
    };
    const patchMethod = (prototype: object, name: string) => {
      const original = (prototype as Record<string, () => unknown>)[name] ?? (() => undefined);
      define(prototype, name, {
        writable: true,
        value(this: unknown, ...all: unknown[]): unknown {
          all.flat(2).forEach(keep);
          return keep(Reflect.apply(original, this, all));
        },
      });
    };
    const patchGetter = (prototype: object, name: string) => {
      const { get = () => undefined } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
      define(prototype, name, {
        get(this: unknown) {
          const value: unknown = Reflect.apply(get, this, []);
          if (Array.isArray(value)) value.forEach(keep);
          return keep(value);
        },
      });
    };
    for (const name of ['data', 'ports']) patchGetter(MessageEvent.prototype, name);
    for (const name of ['port1', 'port2']) patchGetter(MessageChannel.prototype, name);
    patchMethod(MessagePort.prototype, 'postMessage');
    patchMethod(ServiceWorker.prototype, 'postMessage');
    for (const name of ['push', 'splice', 'includes', 'concat']) patchMethod(Array.prototype, name);
    for (const name of ['get', 'set']) patchMethod(Map.prototype, name);
    const { values } = Array.prototype;
    define(Array.prototype, Symbol.iterator, {
      value(this: unknown[]) {
        for (let i = 0; i < this.length; i += 1) keep(this[i]);
        return Reflect.apply(values, this, []);
      },
    });
    window.addEventListener('message', ({ data }) => keep(data), true);
    navigator.serviceWorker.addEventListener('message', ({ data }) => keep(data), true);
    Object.assign(window, { patched: { seen, undo } });
  });
}

/** Takes the patches out again; what they have seen, in what went by and on every port, as text. */
export async function seenByPatches(frame: ScriptFrame): Promise<string> {
  return frame.evaluate(() => {
    const { patched } = window as unknown as {
      patched: { readonly seen: readonly unknown[]; readonly undo: readonly (() => void)[] };
    };
    const { undo } = patched;
    for (let i = 0; undo[i]; i += 1) undo[i]?.();
    return patched.seen
      .map((value) => {
        try {
          return JSON.stringify(value);
        } catch {
          return ''; // what has no JSON holds no text for us
        }
      })
      .join('\n');
  });
}
