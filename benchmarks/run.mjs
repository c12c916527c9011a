/**
 * `npm run bench`: side by side with JupyterLite's stock worker, with the least that a worker which
 * attaches a token can do, and with the nearest peer. Prints one table; writes `results.json` beside
 * this file, and the table and its picture into the documentation.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowsers } from '../scripts/lib/browsers.mjs';
import { E2E_SITE } from '../scripts/lib/e2e-site.mjs';
import { ROOT } from '../scripts/lib/paths.mjs';
import { runMain } from '../scripts/lib/run-main.mjs';
import { setUp } from '../scripts/lib/set-up.mjs';
import { picture, table } from './lib/report.mjs';

const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));
const PAGE = join(ROOT, 'docs', 'performance.md');
const PICTURE = join(ROOT, 'docs', 'images', 'performance.svg');
const TABLE = /(<!-- table -->\n)[^]*(\n<!-- \/table -->)/;

await runMain(async (context) => {
  await ensureBrowsers(context);
  await setUp(context, E2E_SITE);
  // Not before set-up has installed and compiled what it imports.
  const { measureAll } = await import('./measures/all.mjs');
  const { browser, rows } = await measureAll(context);
  const machine = { cores: cpus().length, model: cpus()[0]?.model, browser };
  context.print(`\n${table(rows)}\n`);
  await writeFile(RESULTS, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  await writeFile(PICTURE, picture(rows));
  const page = await readFile(PAGE, 'utf8');
  await writeFile(PAGE, page.replace(TABLE, `$1\n${table(rows)}\n$2`));
  return 0;
});
