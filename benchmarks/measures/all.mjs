import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { withBench } from '../lib/bench.mjs';
import { boundRow, ratioRow } from '../lib/report.mjs';
import { SITES } from '../lib/sites.mjs';
import * as stats from '../lib/stats.mjs';
import { measureCalls } from './calls.mjs';
import { measureLab } from './lab.mjs';
import { measureDownload, measureRefreshes, measureThroughput, measureUpload } from './load.mjs';
import { measureDecision } from './rules.mjs';
import { measureStopped } from './stopped.mjs';

/** @typedef {import('../lib/report.mjs').Row} Row */

/**
 * All measures, one after the other.
 *
 * @param {import('../../scripts/lib/download.mjs').Context} context
 * @returns {Promise<{ browser: string, rows: readonly Row[] }>}
 */
export async function measureAll({ print }) {
  /** @type {Row[]} */
  const rows = [];
  let version = '';
  /**
   * @param {string} what
   * @param {() => Promise<void>} measure
   */
  const step = async (what, measure) => {
    const start = Date.now();
    print(`${what} … `);
    await measure();
    print(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  };
  /** @type {(what: string, values: Parameters<typeof ratioRow>[1]) => void} */
  const add = (what, values) => void rows.push(ratioRow(what, values, stats));

  await withBench(async (bench) => {
    version = bench.browser.version();
    await step('Calls', async () => {
      for (const way of /** @type {const} */ (['fetch', 'xhr'])) {
        const columns = await measureCalls(bench, { way, path: '/api/item' });
        const what = `Authenticated call, ${way === 'xhr' ? 'synchronous XHR' : 'fetch'}`;
        for (const [against, bound] of /** @type {const} */ ([
          ['stock', 1.05],
          ['floor', 1.05],
          ['peer', 0.95],
        ])) {
          add(what, { columns, against, bound });
        }
        // How near to the floor the peer is: nobody who attaches a token gets below it.
        add(`${what}, the peer's`, {
          columns: { ...columns, ours: columns.peer ?? [] },
          against: 'floor',
        });
      }
      const columns = await measureCalls(bench, { way: 'fetch', path: '/open/item' });
      add('Call that no rule covers', { columns, against: 'stock', bound: 1 });
    });
    await step('Stopped workers', async () => {
      const files = await measureStopped(bench, 'file');
      add("The site's file, worker stopped", { columns: files, against: 'stock', bound: 0.5 });
      const calls = await measureStopped(bench, 'call');
      for (const against of ['stock', 'floor']) {
        add('First call, worker stopped', { columns: calls, against, bound: 1.6 });
      }
    });
    await step('Throughput', async () => {
      const columns = await measureThroughput(bench);
      for (const against of ['stock', 'floor']) {
        const unit = 'calls/s';
        const what = '1,000 calls, 50 at a time';
        add(what, { columns, against, bound: 0.97, isAtLeast: true, unit });
      }
    });
    await step('Streams', async () => {
      const { first, all } = await measureDownload(bench);
      for (const against of ['stock', 'floor']) {
        add('Answer of 200 MB, first byte', { columns: first, against, bound: 1.05 });
      }
      add('Answer of 200 MB, all of it', { columns: all, against: 'stock', bound: 1.05 });
      const columns = await measureUpload(bench);
      add('Request of 50 MB', { columns, against: 'stock', bound: 1.05 });
    });
    await step('JupyterLab', async () => {
      const { times, seeding } = await measureLab(bench);
      add('JupyterLab until its kernel is idle', { columns: times, against: 'stock', bound: 1.02 });
      rows.push(boundRow('Seeding a kernel', stats.summarize(seeding).median, 50, 'ms'));
    });
    await step('Refreshes', async () => {
      const { refreshes, succeeded } = await measureRefreshes(bench);
      if (succeeded !== 100) throw new Error(`${succeeded} of 100 calls came back with 200.`);
      rows.push(boundRow('100 answers of 401 at once: refreshes', refreshes, 1, ''));
    });
    await step('Sizes', async () => {
      const worker = await readFile(join(SITES.ours, 'service-worker.js'));
      const stock = await readFile(join(SITES.stock, 'service-worker.js'));
      const added = gzipSync(worker, { level: 9 }).length - gzipSync(stock, { level: 9 }).length;
      rows.push(boundRow("Worker's script, gzip, above stock's", added / 1_000, 30, 'kB'));
    });
  });
  const [one, many] = [measureDecision(1), measureDecision(200)];
  rows.push(boundRow('Decision among 200 rules', many.microseconds, 20, 'µs'));
  const growth = many.bytes / one.bytes;
  rows.push(boundRow('What it allocates, against among one', growth, 1.05, 'times'));
  return { browser: `Chromium ${version}`, rows };
}
