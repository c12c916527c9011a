/**
 * A row of samples, in ms unless a measure says otherwise.
 *
 * @typedef {object} Summary
 * @property {number} median
 * @property {number} p95
 * @property {number} samples how many
 */

/**
 * @param {readonly number[]} values at least one
 * @returns {Summary}
 */
export function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), samples: sorted.length };
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share from 0 to 1
 * @returns {number} between the two nearest values, in proportion
 */
function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place % 1);
}

/**
 * The ratio of two columns that were measured in turns: the median of each
 * round's own ratio, so that what slows a whole round down counts for both.
 *
 * @param {readonly number[]} ours by round
 * @param {readonly number[]} theirs by round
 */
export function ratioOf(ours, theirs) {
  return quantile(ratiosOf(ours, theirs), 0.5);
}

/**
 * Where that median lies in 95 of 100 runs: between the ratios whose places the
 * binomial distribution gives, whatever the rounds' own distribution is.
 *
 * @param {readonly number[]} ours by round
 * @param {readonly number[]} theirs by round
 * @returns {readonly [low: number, high: number]}
 */
export function confidenceOf(ours, theirs) {
  const ratios = ratiosOf(ours, theirs);
  const { length } = ratios;
  const place = Math.max(0, Math.floor((length - 1.96 * Math.sqrt(length)) / 2));
  return [ratios[place] ?? Number.NaN, ratios[length - 1 - place] ?? Number.NaN];
}

/**
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 * @returns {number[]} from the least to the most
 */
function ratiosOf(ours, theirs) {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return ratios.toSorted((a, b) => a - b);
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} round
 * @returns {T[]} the items, each round from another one on, and every other time backwards: nobody is
 *   always the first, and none always after the same one
 */
export function inTurn(items, round) {
  const start = round % items.length;
  const turn = [...items.slice(start), ...items.slice(0, start)];
  return Math.floor(round / items.length) % 2 === 0 ? turn : turn.toReversed();
}
