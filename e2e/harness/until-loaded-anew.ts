import type { ScriptFrame } from './script-frame.js';

/** Resolves when a tab that was reloaded by its user has been loaded anew by the page that opened it. */
export async function untilLoadedAnew(tab: ScriptFrame): Promise<void> {
  await tab.waitForFunction(
    () => {
      const [load] = performance.getEntriesByType('navigation');
      const isReload = load instanceof PerformanceNavigationTiming && load.type === 'reload';
      return location.protocol !== 'about:' && !isReload;
    },
    undefined,
    { timeout: 60_000, polling: 100 },
  );
}
