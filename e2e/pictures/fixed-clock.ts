import type { Page } from 'playwright-core';

/** When the pictures are taken, to the site's worker and to the platform (ms since the epoch). */
export const START = Date.UTC(2026, 2, 2, 9, 30);
/** To the pages it is later: of a session some time is gone. */
export const IN_PAGES = START + 6 * 60_000;

/** For a page or a worker: its clock stands still until `pictureTime` is set, and its timers go on. */
export const fixClock = (now: number) => `{
  const Real = Date;
  globalThis.pictureTime = ${now};
  Real.now = () => globalThis.pictureTime;
  globalThis.Date = new Proxy(Real, {
    construct: (_, given, target) =>
      Reflect.construct(Real, given.length ? given : [Real.now()], target),
    apply: () => new Real(Real.now()).toString(),
  });
}
`;

/**
 * For a site's worker: it gives up no request that is held back, and lets calls wait for the user ten
 * times as long as their 25 s. A picture in two themes takes its time, and some calls wait over several.
 */
export const PATIENT_WORKER = `if ('registration' in self) {
  AbortSignal.timeout = () => new AbortController().signal;
  const { setTimeout } = self;
  self.setTimeout = (task, ms, ...rest) =>
    setTimeout(task, ms > 20_000 && ms <= 25_000 ? 10 * ms : ms, ...rest);
}
`;

/** Sets a page's clock (ms since the epoch). */
export async function setTime(page: Page, now: number): Promise<void> {
  await page.evaluate((now) => Object.assign(globalThis, { pictureTime: now }), now);
}
