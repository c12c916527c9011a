import { call, columnsOf, OPTIONS } from '../lib/bench.mjs';
import { inTurn } from '../lib/stats.mjs';

const ROUNDS = 40;
const NAMES = /** @type {const} */ (['stock', 'floor', 'ours']);
const FILE = '/icon-512x512.png';

/**
 * The first call, or the first file, after the browser has stopped the worker.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @param {'call' | 'file'} what
 * @returns {Promise<Record<string, number[]>>} ms by variant
 */
export async function measureStopped({ api, pages }, what) {
  const times = columnsOf(NAMES);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of inTurn(NAMES, round + 1)) {
      const page = pages[name];
      await stopWorkers(page);
      const [ms] =
        what === 'call'
          ? await call(page, {
              ...{ task: 'sequence', way: 'fetch', count: 1 },
              ...{ url: `${api}/api/item`, options: OPTIONS[name] },
            })
          : [await page.evaluate(load, FILE)];
      if (round >= 0) times[name]?.push(ms);
    }
  }
  return times;
}

/**
 * In the page.
 *
 * @param {string} path
 * @returns {Promise<number>}
 */
function load(path) {
  return /** @type {any} */ (globalThis).load(path);
}

/**
 * Stops the page's service worker, as the browser does with an idle one.
 *
 * @param {import('playwright-core').Page} page
 */
async function stopWorkers(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {Map<string, string>} */
  const running = new Map();
  let onReport = () => {};
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, runningStatus } of versions) running.set(versionId, runningStatus);
    onReport();
  });
  const isStopped = () => [...running.values()].every((status) => status === 'stopped');
  const reported = new Promise((resolve) => (onReport = () => resolve(undefined)));
  await session.send('ServiceWorker.enable');
  await reported;
  const stopped = new Promise((resolve) => {
    onReport = () => isStopped() && resolve(undefined);
    onReport();
  });
  await session.send('ServiceWorker.stopAllWorkers');
  await stopped;
  await session.detach();
}
