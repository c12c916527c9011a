import { columnsOf } from '../lib/bench.mjs';
import { inTurn } from '../lib/stats.mjs';

const ROUNDS = 4;
const NAMES = /** @type {const} */ (['stock', 'ours']);
/** A kernel on a busy machine (ms). */
const LIMIT_MS = 120_000;

/**
 * From the start of loading JupyterLab with a notebook to its kernel's being idle, on a visit that is
 * not the first.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @returns {Promise<{ times: Record<string, number[]>, seeding: number[] }>} ms by variant; ms of the
 *   bridge's own preparation of each kernel
 */
export async function measureLab({ origins, pages }) {
  const times = columnsOf(NAMES);
  /** @type {number[]} */
  const seeding = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of inTurn(NAMES, round + 1)) {
      const page = await pages[name].context().newPage();
      await page.goto(`${origins[name]}/lab/index.html?path=bench.ipynb`);
      const idle = await page.waitForFunction(isIdle, undefined, {
        timeout: LIMIT_MS,
        polling: 20,
      });
      if (round >= 0) {
        times[name]?.push(await idle.jsonValue());
        seeding.push(...(await page.evaluate(seedings)));
      }
      await page.close();
    }
  }
  return { times, seeding };
}

/** In the page: what the extension has noted, in the browser's own record (User Timing). */
function seedings() {
  return performance.getEntriesByName('auth-bridge:seed-kernel').map(({ duration }) => duration);
}

/** In the page: ms since its start once the notebook's kernel is idle. */
function isIdle() {
  const { shell } = /** @type {any} */ (globalThis).jupyterapp ?? {};
  const status = shell?.currentWidget?.context?.sessionContext?.session?.kernel?.status;
  return status === 'idle' ? performance.now() : 0;
}
