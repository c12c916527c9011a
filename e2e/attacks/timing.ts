import type { Attack } from './harness/attack.js';

/** A guess that begins right takes this many times as long where the worker tells by its time. */
const TELLING = 3;

interface Timed {
  /** Medians in ms. */
  readonly wrong: number;
  readonly right: number;
  readonly statuses: readonly number[];
}

export const attack: Attack = {
  title: 'the time of 401s: whether guesses of a stand-in that begin right take longer',
  from: 'kernel',
  script: async ({ site, handles }) => {
    const statuses = new Set<number>();
    const time = async (handle: string) => {
      const started = performance.now();
      const headers = { authorization: `Bearer ${handle}` };
      const { status } = await fetch(`${site}auth-bridge/kernel/session`, { headers });
      statuses.add(status);
      return performance.now() - started;
    };
    const median = (times: readonly number[]) =>
      [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const wrong: number[] = [];
    const right: number[] = [];
    for (let i = 0; i < 25; i += 1) {
      wrong.push(await time(`jlab_${'-'.repeat(43)}`));
      right.push(await time(`${handles.other.slice(0, -1)}-`));
    }
    return { wrong: median(wrong), right: median(right), statuses: [...statuses] };
  },
  gains: ({ seen }) => {
    const { wrong, right, statuses } = seen as Timed;
    if (statuses.join() !== '401') return [`guesses were answered with ${statuses.join()}`];
    return right > wrong * TELLING ? ['guesses that begin right take longer'] : [];
  },
  fromWeak: ['guesses that begin right take longer'],
};
