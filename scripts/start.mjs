import { join } from 'node:path';
import { PACKAGES, ROOT } from './lib/paths.mjs';
import { parsePort, platformPort, requireFreePorts } from './lib/ports.mjs';
import { runMain } from './lib/run-main.mjs';
import { setUp } from './lib/set-up.mjs';
import { SetUpError } from './lib/set-up-error.mjs';
import { siteRoot } from './lib/site.mjs';
import { onChange } from './lib/watch.mjs';

const CHOOSE = 'Choose another one: npm start -- --port N (the platform takes N + 1).';

await runMain(async (context) => {
  const args = process.argv.slice(2);
  const isDevelopment = args[0] === '--watch';
  const port = parsePort(isDevelopment ? args.slice(1) : args);
  const ports = [port, platformPort(port)];
  await requireFreePorts(ports, CHOOSE);
  const build = () => setUp(context, [{ port, exposeApp: isDevelopment }]);
  await build();
  await requireFreePorts(ports, CHOOSE);

  // Not before set-up has installed and compiled it.
  const { serveSite, startDevPlatform, TEST_ACCOUNTS } =
    await import('@jupyterlite-auth-bridge/dev-platform');
  const site = await serveSite({ root: siteRoot(port), port });
  const platform = await startDevPlatform({ port: platformPort(port), siteUrl: site.url });
  context.print(welcome(site.url, platform.origin, TEST_ACCOUNTS));

  if (isDevelopment) await buildOnChange(build, context);
  else await aborted(context.signal);
  await Promise.all([site.stop(), platform.stop()]);
  return 0;
});

/**
 * Builds again after each change, until it is stopped. A mistake is said, and waits for its mending.
 *
 * @param {() => Promise<void>} build
 * @param {import('./lib/steps.mjs').Context} context
 */
async function buildOnChange(build, { print, signal }) {
  print('Watching packages/ and lite-config/. Changes of the dev platform want a new start.\n');
  const work = async () => {
    try {
      await build();
      print('Built: reload the page.\n');
    } catch (error) {
      if (!(error instanceof SetUpError) || signal.aborted) throw error;
      print(`${error.message}\n`);
    }
  };
  await onChange([PACKAGES, join(ROOT, 'lite-config')], work, signal);
}

/**
 * @param {string} siteUrl
 * @param {string} platformUrl
 * @param {readonly { name: string, email: string, password: string }[]} accounts
 * @returns {string} what a person needs to begin
 */
function welcome(siteUrl, platformUrl, accounts) {
  const lines = accounts.map(({ name, email, password }) => `  ${email}  ${password}  (${name})`);
  return `
Notebooks      ${siteUrl}lab/index.html
First notebook ${siteUrl}lab/index.html?path=list-projects.ipynb
Platform       ${platformUrl}/

Sign in with one of these test accounts (e-mail, password):
${lines.join('\n')}

Press Ctrl-C to stop.
`;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
