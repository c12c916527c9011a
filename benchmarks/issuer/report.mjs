/** @typedef {import('./measure.mjs').IssuerResults} IssuerResults */

/** @type {readonly (readonly [string, string])[]} */
const KINDS = [
  ['discovery', 'issuer: discovery'],
  ['keys', 'issuer: its public keys'],
  ['code', 'issuer: a code to sign in'],
  ['poll', 'issuer: token, until the user has confirmed it'],
  ['renewal', 'issuer: token, renewals'],
  ['other', 'issuer: anything else'],
  ['api', "API: the notebook's own calls, one a minute"],
];

/** @param {IssuerResults} results */
export function issuerTables({ oneUser, crowd }) {
  const lives = oneUser.map(({ tokenSeconds }) => `tokens of ${tokenSeconds / 60} min`);
  const user = [
    ...KINDS.map(([kind, name]) => [
      name,
      ...oneUser.map(({ requests }) => String(requests[kind] ?? 0)),
    ]),
    ['starts of the worker', ...oneUser.map(({ starts }) => String(starts))],
  ];
  const many = crowd.map(({ what, how, ...counts }) => [
    what,
    how,
    ...Object.values(counts).map(digits),
  ]);
  return [
    aligned(['one user, one hour', ...lives], user),
    aligned(['10,000 users', 'how', 'requests', 'a second at most', 'p99 of the seconds'], many),
  ].join('\n\n');
}

/** @param {number} value */
function digits(value) {
  return Math.round(value).toLocaleString('en');
}

/**
 * @param {readonly string[]} headings
 * @param {readonly (readonly string[])[]} rows
 * @returns {string} Markdown, aligned to be read as it is
 */
function aligned(headings, rows) {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(headings), rule, ...rows.map(line)].join('\n');
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [860, 300, 60, 250, 30];
const RIGHT = WIDTH - 20;

/**
 * @param {IssuerResults} results
 * @returns {string} SVG: requests per second over the hour, with renewals at random and without
 */
export function issuerPicture({ hour }) {
  const { seconds, spread, together } = hour;
  const most = Math.max(...spread, ...together);
  const x = (/** @type {number} */ index) => LEFT + (index / (spread.length - 1)) * (RIGHT - LEFT);
  const y = (/** @type {number} */ value) => BOTTOM - (value / most) * (BOTTOM - TOP);
  const line = (/** @type {readonly number[]} */ points, /** @type {string} */ colour) =>
    `<path d="M${points.map((value, index) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  const step = 10 ** Math.floor(Math.log10(most));
  const marks = Array.from({ length: Math.floor(most / step) }, (_, index) => (index + 1) * step);
  const minutes = [0, 10, 20, 30, 40, 50, 60];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor" role="img" aria-label="Requests per second that 10,000 users send to an issuer in an hour">
<style>svg { color: #222; background: #fff } @media (prefers-color-scheme: dark) { svg { color: #ddd; background: #1b1b1b } }</style>
<path d="M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}" fill="none" stroke="currentColor"/>
${marks.map((value) => `<path d="M${LEFT} ${y(value).toFixed(1)}H${RIGHT}" stroke="currentColor" stroke-opacity=".2"/><text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value}</text>`).join('\n')}
${minutes.map((minute) => `<text x="${x((minute * 60) / seconds).toFixed(1)}" y="${BOTTOM + 18}" text-anchor="middle">${minute}</text>`).join('\n')}
<text x="${LEFT - 8}" y="${TOP - 12}">requests per second</text>
<text x="${RIGHT}" y="${BOTTOM + 36}" text-anchor="end">minutes</text>
${line(together, '#c2601c')}
${line(spread, '#2a78a8')}
<text x="${LEFT}" y="${HEIGHT - 12}">blue: renewals at random, as they are; orange: all at the same part of a token's life</text>
</svg>
`;
}
