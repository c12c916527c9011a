import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANES } from '../../../e2e/lanes.mjs';
import { ENGINE_NAMES } from '../browsers.mjs';
import { ROOT } from '../paths.mjs';

const FOLDERS = ['attacks', 'engines', 'flows', 'pictures'];
const HEAD = ['File in `e2e/`', 'Chromium', 'Firefox', 'WebKit', 'What it shows'];
const PLACE =
  /(<!-- lanes: made from e2e\/lanes\.mjs by `npm run docs` -->\n)[^]*(\n<!-- \/lanes -->)/;

/**
 * @param {string} page that has a place for it
 * @returns {string} the page with the table of what `npm test` runs in which engine
 */
export function withLanes(page) {
  return page.replace(PLACE, `$1\n${lanesTable()}\n$2`);
}

/** @returns {string} Markdown: a row for each file of browser tests */
function lanesTable() {
  const rows = testFiles().map((file) => {
    /** @type {import('../../../e2e/lanes.mjs').Lane | undefined} */
    const lane = Object.entries(LANES).find(([name]) => name === file)?.[1];
    if (!lane) return [file, 'whole', '–', '–', 'no matter of the engine: Chromium alone, always'];
    const shares = ENGINE_NAMES.map((engine) => {
      if (lane.never?.includes(engine)) return '–';
      return lane.quick[engine] ?? 'engines';
    });
    return [file, ...shares, lane.holds];
  });
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @returns {string[]} the files of browser tests, as they are named in `LANES` */
export function testFiles() {
  const END = '.test.ts';
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, 'e2e', folder))
      .filter((name) => name.endsWith(END))
      .sort()
      .map((name) => `${folder}/${name.slice(0, -END.length)}`),
  );
}
