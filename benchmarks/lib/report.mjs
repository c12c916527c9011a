/**
 * One line of the table.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} ours
 * @property {string} against
 * @property {string} target
 * @property {number} [ratio] where it is one
 * @property {readonly [number, number]} [confidence] of the ratio, 95 %
 * @property {number} [bound] of the ratio
 * @property {boolean} isAtLeast whether the bound is the least, not the most
 * @property {boolean} met
 */

/**
 * @param {string} what
 * @param {object} values
 * @param {Record<string, number[]>} values.columns by variant, by round
 * @param {string} values.against a variant
 * @param {number} [values.bound] none for what is only to be compared with
 * @param {boolean} [values.isAtLeast]
 * @param {string} [values.unit]
 * @param {typeof import('./stats.mjs')} stats
 * @returns {Row}
 */
export function ratioRow(what, { columns, against, bound, isAtLeast = false, unit = 'ms' }, stats) {
  const { ours = [], [against]: theirs = [] } = columns;
  const ratio = stats.ratioOf(ours, theirs);
  const confidence = stats.confidenceOf(ours, theirs);
  const shown = (/** @type {readonly number[]} */ values) => {
    const { median, p95 } = stats.summarize(values);
    return `${digits(median)} (${digits(p95)}) ${unit}`;
  };
  return {
    what,
    ours: shown(ours),
    against: `${against} ${shown(theirs)}`,
    ...{ ratio, confidence, isAtLeast, target: '', met: true },
    ...(bound !== undefined && {
      target: `${isAtLeast ? 'at least' : 'at most'} ${bound.toFixed(2)}`,
      bound,
      met: isAtLeast ? ratio >= bound : ratio <= bound,
    }),
  };
}

/**
 * @param {string} what
 * @param {number} value
 * @param {number} bound at most
 * @param {string} unit
 * @returns {Row}
 */
export function boundRow(what, value, bound, unit) {
  return {
    what,
    ours: `${digits(value)} ${unit}`,
    against: '',
    target: `at most ${bound} ${unit}`,
    isAtLeast: false,
    met: value <= bound,
  };
}

/** @param {number} value */
function digits(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const HEADINGS = ['what', 'ours: median (p95)', 'against', 'ratio (95 %)', 'target', 'met'];

/**
 * @param {readonly Row[]} rows
 * @returns {string} Markdown, aligned to be read as it is
 */
export function table(rows) {
  const cells = rows.map(({ what, ours, against, ratio, confidence = [], target, met }) => [
    ...[what, ours, against],
    ratio === undefined
      ? ''
      : `${ratio.toFixed(2)} (${confidence.map((each) => each.toFixed(2)).join('-')})`,
    ...[target, target === '' ? '' : met ? 'yes' : 'no'],
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(HEADINGS), rule, ...cells.map(line)].join('\n');
}

const WIDTH = 860;
const LEFT = 380;
const ROW = 28;
/** Ratios beyond it are cut. */
const MOST = 2.5;

/**
 * @param {readonly Row[]} rows
 * @returns {string} SVG: a bar for each ratio, with its target
 */
export function picture(rows) {
  const shown = rows.filter(({ bound }) => bound !== undefined);
  const x = (/** @type {number} */ ratio) =>
    LEFT + (Math.min(ratio, MOST) / MOST) * (WIDTH - LEFT - 60);
  const height = shown.length * ROW + 70;
  const bars = shown.flatMap(({ what, against, ratio = 0, bound = 0, met }, index) => {
    const y = 40 + index * ROW;
    const name = `${what}, against ${against.split(' ')[0]}`;
    return [
      `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${LEFT}" y="${y + 2}" width="${(x(ratio) - LEFT).toFixed(1)}" height="16" fill="${met ? '#2a78a8' : '#c2601c'}"/>`,
      `<path d="M${x(bound).toFixed(1)} ${y - 2}v24" stroke="currentColor" stroke-width="2"/>`,
      `<text x="${(Math.max(x(ratio), x(bound)) + 8).toFixed(1)}" y="${y + 15}">${ratio.toFixed(2)}</text>`,
    ];
  });
  const one = x(1).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor" role="img" aria-label="Ratios of the benchmark, with their targets">
<style>svg { color: #222; background: #fff } @media (prefers-color-scheme: dark) { svg { color: #ddd; background: #1b1b1b } }</style>
<path d="M${one} 30V${height - 24}" stroke="currentColor" stroke-dasharray="3 4"/>
<text x="${one}" y="22" text-anchor="middle">as the other one</text>
${bars.join('\n')}
<text x="${LEFT}" y="${height - 8}">blue: target met; orange: not; black line: the target</text>
</svg>
`;
}

/** @param {string} text */
function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
