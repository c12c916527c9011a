import { call, columnsOf, OPTIONS, VARIANTS } from '../lib/bench.mjs';
import { inTurn } from '../lib/stats.mjs';

const ROUNDS = 24;
const CALLS = 20;

/**
 * Calls one after the other, by a dedicated worker of the page, as a kernel makes them.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @param {{ way: 'fetch' | 'xhr', path: string }} what
 * @returns {Promise<Record<string, number[]>>} ms of a call by variant: each round's mean
 */
export async function measureCalls({ api, pages }, { way, path }) {
  const url = `${api}${path}`;
  const means = columnsOf(VARIANTS);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of inTurn(VARIANTS, round + 1)) {
      const options = path.startsWith('/open/') ? {} : OPTIONS[name];
      const message = { task: 'sequence', way, url, options, count: CALLS };
      const times = await call(pages[name], message);
      // The first round warms up: preflights, connections, compiled code.
      if (round >= 0) means[name]?.push(mean(times));
    }
  }
  return means;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
