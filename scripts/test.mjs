import { ENGINE_NAMES } from './lib/browsers.mjs';
import { build } from './lib/build.mjs';
import { addCounts, closingLine, failureLines } from './lib/counts.mjs';
import { E2E_PORTS } from './lib/e2e-site.mjs';
import { install } from './lib/install.mjs';
import { ensureOldest } from './lib/oldest.mjs';
import { platformPort, requireFreePorts } from './lib/ports.mjs';
import { runMain } from './lib/run-main.mjs';
import { SetUpError } from './lib/set-up-error.mjs';
import { BROWSER_SUITES, QUICK_SUITES, SOAK, fileSuite, runSuite } from './lib/suites.mjs';
import { timesReport } from './lib/times.mjs';

/** Groups that need the ports and the browsers. */
const BROWSERS = new Set(['e2e', 'soak']);
const GROUPS = [...new Set([...QUICK_SUITES, ...BROWSER_SUITES].map(({ group }) => group))];

await runMain(async (context) => {
  const started = Date.now();
  const suites = selectSuites(process.argv.slice(2));
  const isIn = (/** @type {(group: string) => boolean} */ test) =>
    suites.some(({ group }) => test(group));
  const needsBrowsers = isIn((group) => BROWSERS.has(group));
  if (needsBrowsers) {
    await requireFreePorts(
      E2E_PORTS.flatMap((port) => [port, platformPort(port)]),
      'The browser tests need it: stop what uses it.',
    );
  }
  await install(context, needsBrowsers ? ENGINE_NAMES : []);
  const isSoak = isIn((group) => group === 'soak');
  if (isSoak) await ensureOldest(context);

  /** @type {Map<string, Later>} */
  const made = new Map(
    [...new Set(suites.map(({ after }) => after))].map((name) => [name, later()]),
  );
  let setUpSeconds = 0;
  const building = build(isSoak ? 'soak' : 'all', context, (name) => made.get(name)?.resolve());
  process.env.AUTH_BRIDGE_IS_BUILT = 'yes';
  const built = building.then(() => {
    setUpSeconds = (Date.now() - started) / 1000;
    for (const { resolve } of made.values()) resolve();
  });

  /** @type {Ended[]} */
  const ended = [];
  const runAll = async (/** @type {readonly import('./lib/suites.mjs').Suite[]} */ queue) => {
    for (const suite of queue) {
      await Promise.race([made.get(suite.after)?.promise, built]);
      if (context.signal.aborted) throw new SetUpError('Stopped.');
      const result = await runSuite(suite, context.signal);
      const { counts, seconds, log } = result;
      context.print(
        `\n${log ?? ''}${suite.title}: ${closingLine(counts)} (${seconds.toFixed(1)} s)\n`,
      );
      ended.push({ ...result, title: suite.title });
    }
  };
  const isShown = (/** @type {import('./lib/suites.mjs').Suite} */ suite) => suite.isShown === true;
  await Promise.all([
    built,
    runAll(suites.filter((suite) => !isShown(suite))),
    runAll(suites.filter(isShown)),
  ]);
  if (context.signal.aborted) throw new SetUpError('Stopped.');

  const total = addCounts(ended.map(({ counts }) => counts));
  const seconds = (Date.now() - started) / 1000;
  const { steps } = context;
  context.print(`\n${timesReport({ seconds, steps, setUpSeconds, suites: ended })}\n`);
  context.print(`${failureLines(total)}${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

/** @typedef {Awaited<ReturnType<typeof runSuite>> & { title: string }} Ended */

/**
 * @typedef {{ promise: Promise<void>, resolve: () => void }} Later
 * @returns {Later}
 */
function later() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

/**
 * @param {readonly string[]} args of the command line
 * @returns {readonly import('./lib/suites.mjs').Suite[]}
 * @throws {SetUpError}
 */
function selectSuites(args) {
  const [first, second, ...more] = args;
  if (first === undefined) return [...QUICK_SUITES, ...BROWSER_SUITES];
  if (first === '--engines' && args.length === 1) {
    process.env.E2E_LANE = 'engines';
    return BROWSER_SUITES;
  }
  if (first === '--soak' && args.length === 1) return SOAK;
  if (first === '--only' && more.length === 0) {
    const chosen = [...QUICK_SUITES, ...BROWSER_SUITES].filter(({ group }) => group === second);
    if (chosen.length > 0) return chosen;
  }
  if (!first.startsWith('-')) return [fileSuite(first, args.slice(1))];
  throw new SetUpError(
    `Usage: npm test [-- --only ${GROUPS.join('|')}], or npm test -- FILE [options of its runner].`,
  );
}
