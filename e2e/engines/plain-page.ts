import type { BridgeState } from '@jupyterlite-auth-bridge/protocol';
import { PROTOCOL_VERSION } from '@jupyterlite-auth-bridge/protocol';
import { askWorker } from '../harness/ask-worker.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import type { EnginePage } from './engine.js';
import type { EngineRun } from './use-engine.js';

const STATE_MS = 60_000;

/**
 * Opens a page of the site that has no JupyterLab: for what does not depend on that, at a tenth of
 * the time.
 * @param keeper the site's, or one of the tab's own, as in a browser without SharedWorker
 */
export async function openPlainPage(
  { profile, stack }: EngineRun,
  keeper: 'site' | 'tab' = 'site',
): Promise<EnginePage> {
  const page = await profile.newPage();
  await page.goto(`${stack.siteUrl}no-such-page`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('service-worker.js?enableCache=false');
    await navigator.serviceWorker.ready;
  });
  await askWorker(page, { type: 'auth-bridge:hello', version: PROTOCOL_VERSION, host: false });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, {
    polling: 100,
  });
  await page.evaluate((keeper) => {
    // As start-keeper.ts of the extension starts it: with other options a browser refuses the second page.
    const options = { name: 'auth-bridge-keeper', extendedLifetime: true } as WorkerOptions;
    if (keeper === 'site') new SharedWorker('service-worker.js?keeper', options);
    else new Worker('service-worker.js?tab-keeper', options);
  }, keeper);
  return page;
}

/** Resolves with what `look` finds in the worker's state, once it does. */
export async function inState<T>(
  page: ScriptFrame,
  look: (state: BridgeState) => T | undefined,
): Promise<T> {
  for (const end = Date.now() + STATE_MS; Date.now() < end;) {
    const { state } = await askWorker(page, { type: 'auth-bridge:get-state' });
    const found = look(state);
    if (found !== undefined) return found;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  }
  throw new Error(`The worker's state did not come to it within ${STATE_MS} ms.`);
}
