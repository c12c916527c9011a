/** @typedef {import('../scripts/lib/browsers.mjs').EngineName} EngineName */

/**
 * How much of a file `npm test` runs in an engine: all of it, or its first part. What is left out
 * runs in `npm run test:engines`, which runs every file whole in every engine.
 *
 * @typedef {object} Lane
 * @property {string} holds what the file shows, for the table in CONTRIBUTING.md
 * @property {Partial<Record<EngineName, 'whole' | 'part'>>} quick
 * @property {readonly EngineName[]} [never] engines that it runs in nowhere
 */

/** @satisfies {Record<string, Lane>} the files that run in more than one engine, by their path below `e2e/` */
export const LANES = /** @type {const} */ ({
  'attacks/attacks': {
    holds: 'attacks by kernels, pages and other origins; in part: those that depend on the engine',
    quick: { chromium: 'whole', firefox: 'part', webkit: 'part' },
  },
  'attacks/hosts': { holds: 'a wrong origin around the site', quick: { chromium: 'whole' } },
  'engines/callbacks': {
    holds:
      "the issuer's answer by redirect, to a worker that was stopped meanwhile, and in a window",
    quick: { chromium: 'whole', firefox: 'whole', webkit: 'whole' },
  },
  'engines/embedding': {
    holds: 'a frame whose storage is partitioned, a tab; in part: the frame',
    quick: { firefox: 'part', webkit: 'part' },
    // e2e/flows/embedding has more of it there.
    never: ['chromium'],
  },
  'engines/host-only': {
    holds: 'providers that only a host or a window signs in',
    quick: { chromium: 'whole' },
  },
  'engines/kept-page': { holds: 'a page in the back-forward cache', quick: { chromium: 'whole' } },
  'engines/lasting': { holds: 'two tabs, questions, a slow keeper', quick: { chromium: 'whole' } },
  'engines/own-flows': {
    holds: "a client's own device flow by fetch and by synchronous XHR; the keeper of a tab",
    quick: { chromium: 'whole', firefox: 'whole', webkit: 'whole' },
  },
  'engines/platform': {
    holds: "a notebook opened from the platform's page",
    quick: { chromium: 'whole' },
  },
  'engines/providers': {
    holds: 'tokens, passwords, LabArchives, DPoP, links with a token',
    quick: { chromium: 'whole' },
  },
  'engines/sign-ins': {
    holds: 'the dialogs of sign-ins in windows, by redirect, by codes; silent ones',
    quick: { chromium: 'whole' },
  },
  'engines/standalone': {
    holds:
      'a notebook on the standalone site; in part: the sign-in, no token anywhere, calls by fetch and synchronous XHR after the worker was stopped',
    quick: { chromium: 'whole', firefox: 'part', webkit: 'part' },
  },
  'engines/survival': {
    holds: 'what a session survives: reloads, stops, updates, clocks',
    quick: { chromium: 'whole' },
  },
  'flows/sealed': {
    holds: 'sealed kernels, and every way out of them',
    quick: { chromium: 'whole' },
  },
});

/** @typedef {keyof typeof LANES} LaneFile */

/**
 * @param {LaneFile} file
 * @param {EngineName} engine
 * @returns {'whole' | 'part' | undefined} how much of the file this run runs in the engine
 */
export function shareOf(file, engine) {
  /** @type {Lane} */
  const { quick, never = [] } = LANES[file];
  if (process.env.E2E_LANE !== 'engines') return quick[engine];
  return never.includes(engine) ? undefined : 'whole';
}
