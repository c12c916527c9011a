import { renewalTimes } from '../../packages/service-worker/lib/sessions/renewal-times.js';

/**
 * Many users at one issuer. What one of them asks is what the worker was measured to ask
 * (one-user.mjs); the moments of renewals are the worker's own (`renewalTimes`), with random numbers of
 * this machine. When users come, how long they take and when their notebooks call is made up.
 *
 * @typedef {object} Crowd
 * @property {number} users
 * @property {number} arrival all come within this time (s), evenly
 * @property {number} tokenSeconds life of an access token
 * @property {'window' | 'code'} way to sign in
 * @property {() => number} chance where a renewal lies between the first and the last moment, from 0 to 1
 */

/**
 * Requests that the issuer gets, by the second.
 *
 * @typedef {object} Asked
 * @property {number[]} signIn discovery, authorization or code, polls, tokens, keys
 * @property {number[]} first each user's first renewal
 * @property {number[]} renewals all of them
 */

const HOUR = 3_600;
/** How long users take (s), from and to: at the issuer's page, and to confirm a code. */
const TAKES = /** @type {const} */ ({ window: [5, 30], code: [10, 40] });
/** Between two polls of a code (s). */
const POLL = 5;
/** Between two of a notebook's calls (s): an idle one renews nothing. */
const CALL = 10;

/**
 * @param {Crowd} crowd
 * @returns {Asked}
 */
export function simulate({ users, arrival, tokenSeconds, way, chance }) {
  const seconds = () => Array.from({ length: HOUR }, () => 0);
  const asked = { signIn: seconds(), first: seconds(), renewals: seconds() };
  const note = (/** @type {number[]} */ column, /** @type {number} */ at) => {
    const second = Math.floor(at);
    if (second < HOUR) column[second] = (column[second] ?? 0) + 1;
  };
  const [least, most] = TAKES[way];
  for (let user = 0; user < users; user += 1) {
    const came = Math.random() * arrival;
    let signedIn = came + least + Math.random() * (most - least);
    note(asked.signIn, came); // discovery
    if (way === 'window') {
      note(asked.signIn, came + least / 2); // the authorization page
      note(asked.signIn, signedIn); // the token
    } else {
      note(asked.signIn, came); // the code
      let poll = came + POLL;
      for (; poll < signedIn; poll += POLL) note(asked.signIn, poll);
      note(asked.signIn, (signedIn = poll)); // the poll that yields the token
    }
    note(asked.signIn, signedIn); // the keys
    renewals(signedIn).forEach((at, index) => {
      if (index === 0) note(asked.first, at);
      note(asked.renewals, at);
    });
  }
  return asked;

  /** @param {number} signedIn s */
  function renewals(signedIn) {
    const calls = signedIn + Math.random() * CALL;
    /** @type {number[]} */
    const moments = [];
    for (let at = signedIn; at < HOUR;) {
      const clock = { now: () => at * 1_000, chance };
      const { renewAt = Infinity } = renewalTimes((at + tokenSeconds) * 1_000, clock);
      // At the first call from then on.
      at = calls + Math.ceil((renewAt / 1_000 - calls) / CALL) * CALL;
      if (at < HOUR) moments.push(at);
    }
    return moments;
  }
}

/**
 * @param {readonly number[]} column by the second
 * @returns {{ all: number, peak: number, p99: number }} of the seconds from the first request to the last
 */
export function load(column) {
  const from = column.findIndex((count) => count > 0);
  const to = column.findLastIndex((count) => count > 0);
  const sorted = column.slice(from, to + 1).toSorted((a, b) => a - b);
  return {
    all: sorted.reduce((sum, count) => sum + count, 0),
    peak: sorted.at(-1) ?? 0,
    p99: sorted[Math.floor((sorted.length - 1) * 0.99)] ?? 0,
  };
}
