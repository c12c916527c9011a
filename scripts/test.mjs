import { ensureBrowsers } from './lib/browsers.mjs';
import { addCounts, closingLine, failureLines } from './lib/counts.mjs';
import { E2E_SITES } from './lib/e2e-site.mjs';
import { ensureOldest } from './lib/oldest.mjs';
import { platformPort, requireFreePorts } from './lib/ports.mjs';
import { runMain } from './lib/run-main.mjs';
import { SetUpError } from './lib/set-up-error.mjs';
import { setUp } from './lib/set-up.mjs';
import { SOAK, SUITES } from './lib/suites.mjs';

/** Groups that need the ports and the browsers. */
const BROWSERS = new Set(['e2e', 'soak']);

await runMain(async (context) => {
  const suites = selectSuites(process.argv.slice(2));
  if (suites.some(({ group }) => BROWSERS.has(group))) {
    await requireFreePorts(
      E2E_SITES.flatMap(({ port }) => [port, platformPort(port)]),
      'The browser tests need it: stop what uses it.',
    );
    await ensureBrowsers(context);
  }
  await setUp(context, E2E_SITES);
  if (suites.some(({ group }) => group === 'soak')) await ensureOldest(context);

  const counts = [];
  for (const suite of suites) {
    context.print(`\n${suite.title}\n`);
    counts.push(await suite.run(context));
    if (context.signal.aborted) throw new SetUpError('Stopped.');
  }
  const total = addCounts(counts);
  context.print(`\n${failureLines(total)}${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * @param {readonly string[]} args of the command line
 * @returns {readonly import('./lib/suites.mjs').Suite[]} all, or those of `--only GROUP`, or with `--soak` the long ones
 * @throws {SetUpError}
 */
function selectSuites(args) {
  if (args.length === 0) return SUITES;
  if (args.length === 1 && args[0] === '--soak') return SOAK;
  const chosen = SUITES.filter(({ group }) => group === args[1]);
  if (args[0] === '--only' && args.length === 2 && chosen.length > 0) return chosen;
  const groups = [...new Set(SUITES.map(({ group }) => group))].join('|');
  throw new SetUpError(`Usage: npm test [-- --only ${groups}]`);
}
