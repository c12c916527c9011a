import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    /** How often JupyterLite has asked its worker whether it lives; the first time it got no answer. */
    heartbeats: number;
  }
}

/** Lets the first heartbeat of each page fail, which else comes after 20 s: JupyterLite asks no more then. */
export async function failHeartbeat(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const fetch = window.fetch.bind(window);
    const later = window.setTimeout.bind(window);
    window.heartbeats = 0;
    window.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.endsWith('/api/service-worker-heartbeat')) return fetch(input, init);
      window.heartbeats += 1;
      return window.heartbeats > 1 ? fetch(input, init) : Promise.reject(new TypeError('silent'));
    };
    Object.assign(window, {
      setTimeout: (task: TimerHandler, ms?: number, ...rest: unknown[]) => {
        const isBeat = typeof task === 'function' && task.name.includes('pingServiceWorker');
        return later(task, isBeat ? 0 : ms, ...rest);
      },
    });
  });
}

/** Resolves when the page's heartbeat has failed. */
export async function untilHeartbeatFailed(page: Page): Promise<void> {
  await page.waitForFunction(() => window.heartbeats === 1);
}
