import { call, columnsOf, OPTIONS } from '../lib/bench.mjs';
import { inTurn } from '../lib/stats.mjs';

/** With a round before them, to warm up, where that is worth its time. */
const ROUNDS = { warm: 8, long: 3 };
const NAMES = /** @type {const} */ (['stock', 'floor', 'ours']);

/**
 * 1,000 calls, 50 at a time.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @returns {Promise<Record<string, number[]>>} calls per second by variant
 */
export async function measureThroughput({ api, pages }) {
  return inRounds(ROUNDS.warm, async (name) => {
    const message = { task: 'parallel', count: 1_000, width: 50 };
    const options = OPTIONS[name];
    const { ms, statuses } = await call(pages[name], {
      ...message,
      url: `${api}/api/item`,
      options,
    });
    if (statuses[200] !== 1_000) throw new Error(`${name}: ${JSON.stringify(statuses)}`);
    return 1_000_000 / ms;
  });
}

/**
 * An answer of 200 MB, read as it comes.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @returns {Promise<{ first: Record<string, number[]>, all: Record<string, number[]> }>} ms by variant
 */
export async function measureDownload({ api, pages }) {
  const first = columnsOf(NAMES);
  const all = await inRounds(ROUNDS.warm, async (name, isWarm) => {
    const url = `${api}/api/blob?mb=200`;
    const result = await call(pages[name], { task: 'download', url, options: OPTIONS[name] });
    if (result.bytes !== 200 * 1024 * 1024) throw new Error(`${name}: ${result.bytes} bytes`);
    if (isWarm) first[name]?.push(result.first);
    return result.all;
  });
  return { first, all };
}

/**
 * A request body of 50 MB.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @returns {Promise<Record<string, number[]>>} ms by variant
 */
export async function measureUpload({ api, pages }) {
  return inRounds(ROUNDS.long, async (name) => {
    const message = { task: 'upload', megabytes: 50, url: `${api}/api/upload` };
    const { all, bytes } = await call(pages[name], { ...message, options: OPTIONS[name] });
    if (bytes !== 50 * 1024 * 1024) throw new Error(`${name}: ${bytes} bytes`);
    return all;
  });
}

/**
 * 100 calls at once, whose token the API does not take any more.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @returns {Promise<{ refreshes: number, succeeded: number }>}
 */
export async function measureRefreshes({ issuer, pages }) {
  const before = issuer.refreshes;
  issuer.expireAccessTokens();
  const message = { task: 'parallel', count: 100, width: 100 };
  const { statuses } = await call(pages.ours, { ...message, url: issuer.url('me'), options: {} });
  return { refreshes: issuer.refreshes - before, succeeded: statuses[200] ?? 0 };
}

/**
 * @param {number} rounds
 * @param {(name: 'stock' | 'floor' | 'ours', isWarm: boolean) => Promise<number>} measure
 * @returns {Promise<Record<string, number[]>>}
 */
async function inRounds(rounds, measure) {
  const values = columnsOf(NAMES);
  const first = rounds === ROUNDS.warm ? -1 : 0;
  for (let round = first; round < rounds; round += 1) {
    for (const name of inTurn(NAMES, round + 1)) {
      const value = await measure(name, round >= 0);
      if (round >= 0) values[name]?.push(value);
    }
  }
  return values;
}
