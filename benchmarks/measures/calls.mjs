import { call, columnsOf, OPTIONS, VARIANTS } from '../lib/bench.mjs';
import { inTurn, summarize } from '../lib/stats.mjs';

/** Many short ones: what disturbs the machine meets both sides of a ratio, or few of the rounds. */
const ROUNDS = 80;
const CALLS = 8;
/** Before them, to warm up: preflights, connections, compiled code. */
const WARM = 3;

/**
 * Calls one after the other, by a dedicated worker of the page, as a kernel makes them.
 *
 * @param {import('../lib/bench.mjs').Bench} bench
 * @param {{ way: 'fetch' | 'xhr', path: string }} what
 * @returns {Promise<Record<string, number[]>>} ms of a call by variant: each round's median
 */
export async function measureCalls({ api, pages }, { way, path }) {
  const url = `${api}${path}`;
  const medians = columnsOf(VARIANTS);
  for (let round = -WARM; round < ROUNDS; round += 1) {
    for (const name of inTurn(VARIANTS, round + WARM)) {
      const options = path.startsWith('/open/') ? {} : OPTIONS[name];
      const message = { task: 'sequence', way, url, options, count: CALLS };
      const times = await call(pages[name], message);
      if (round >= 0) medians[name]?.push(summarize(times).median);
    }
  }
  return medians;
}
