/// <reference types="node" />
import { setImmediate } from 'node:timers';
import { base64url } from '../runtime.js';
import type { Runtime } from '../runtime.js';

/** The worker's surroundings with a clock that only `advance` moves. Requests go over real HTTP. */
export class FakeRuntime implements Runtime {
  private time = Date.now();
  private timers: { readonly at: number; readonly task: () => void }[] = [];
  /** What `chance` yields: a test sets it. */
  luck: () => number = () => 0.5;
  private readonly locks = new Map<string, Promise<unknown>>();

  now(): number {
    return this.time;
  }

  fetch(request: Request | string, init?: RequestInit): Promise<Response> {
    return fetch(request, init);
  }

  cached: Runtime['cached'] = () => Promise.resolve(undefined);

  random(bytes: number): string {
    return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
  }

  chance(): number {
    return this.luck();
  }

  withLock<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.locks.get(name) ?? Promise.resolve();
    const run = before.then(task, task);
    this.locks.set(name, run);
    return run;
  }

  later(task: () => void, ms: number): void {
    this.timers.push({ at: this.time + ms, task });
  }

  /** Moves the clock on by `ms`, timer by timer; what one starts has its turn before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await turn();
      const next = this.timers.reduce<{ at: number; task: () => void } | undefined>(
        (first, timer) => (timer.at <= end && timer.at < (first?.at ?? Infinity) ? timer : first),
        undefined,
      );
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
    await turn();
  }
}

/** Lets everything that is ready to run, run. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
