/**
 * `npm run bench`: side by side with JupyterLite's stock worker, with the least that a worker which
 * attaches a token can do, and with the nearest peer. Prints one table; writes `results.json` beside
 * this file, and the table and its picture into the documentation.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/lib/build.mjs';
import { install } from '../scripts/lib/install.mjs';
import { ROOT } from '../scripts/lib/paths.mjs';
import { runMain } from '../scripts/lib/run-main.mjs';
import { issuerPicture, issuerTables } from './issuer/report.mjs';
import { picture, table } from './lib/report.mjs';

const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));
const PAGE = join(ROOT, 'docs', 'performance.md');
const PICTURE = join(ROOT, 'docs', 'images', 'performance.svg');
const ISSUER_PICTURE = join(ROOT, 'docs', 'images', 'issuer.svg');
const TABLE = /(<!-- table -->\n)[^]*(\n<!-- \/table -->)/;
const ISSUER_TABLES = /(<!-- issuer -->\n)[^]*(\n<!-- \/issuer -->)/;

/** `--only issuer` needs no browser, and takes seconds: the rest of the results stays as it was. */
const isAboutIssuer = process.argv.slice(2).join(' ') === '--only issuer';

await runMain(async (context) => {
  await install(context, isAboutIssuer ? [] : ['chromium']);
  await build('all', context);
  // Not before set-up has installed and compiled what they import.
  const { measureIssuer } = await import('./issuer/measure.mjs');
  const { machine, rows } = isAboutIssuer
    ? JSON.parse(await readFile(RESULTS, 'utf8'))
    : await measureRest(context);
  const issuer = await measureIssuer();
  context.print(`\n${table(rows)}\n\n${issuerTables(issuer)}\n`);
  await writeFile(RESULTS, await asJson({ machine, rows, issuer }));
  await writeFile(PICTURE, picture(rows));
  await writeFile(ISSUER_PICTURE, issuerPicture(issuer));
  const page = await readFile(PAGE, 'utf8');
  await writeFile(
    PAGE,
    page
      .replace(TABLE, `$1\n${table(rows)}\n$2`)
      .replace(ISSUER_TABLES, `$1\n${issuerTables(issuer)}\n$2`),
  );
  return 0;
});

/**
 * As the repository's files are formatted.
 *
 * @param {unknown} value
 */
async function asJson(value) {
  const { format, resolveConfig } = await import('prettier');
  return format(JSON.stringify(value, null, 2), {
    ...(await resolveConfig(RESULTS)),
    parser: 'json',
  });
}

/** @param {import('../scripts/lib/download.mjs').Context} context */
async function measureRest(context) {
  const { measureAll } = await import('./measures/all.mjs');
  const { browser, rows } = await measureAll(context);
  return { machine: { cores: cpus().length, model: cpus()[0]?.model, browser }, rows };
}
