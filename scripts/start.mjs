import { bakeSites, siteRoot } from './lib/bake.mjs';
import { build, buildOnChange } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { parsePort, platformPort, requireFreePorts } from './lib/ports.mjs';
import { runMain } from './lib/run-main.mjs';

const CHOOSE = 'Choose another one: npm start -- --port N (the platform takes N + 1).';

await runMain(async (context) => {
  const args = process.argv.slice(2);
  const isDevelopment = args[0] === '--watch';
  const port = parsePort(isDevelopment ? args.slice(1) : args);
  const ports = [port, platformPort(port)];
  await requireFreePorts(ports, CHOOSE);
  await install(context);
  await build('all', context);
  const bake = () => bakeSites([port], context.signal, isDevelopment);
  await bake();
  await requireFreePorts(ports, CHOOSE);

  // Not before set-up has installed and compiled it.
  const { serveSite, startDevPlatform, TEST_ACCOUNTS } =
    await import('@jupyterlite-auth-bridge/dev-platform');
  const site = await serveSite({ root: siteRoot(port), port });
  const platform = await startDevPlatform({ port: platformPort(port), siteUrl: site.url });
  context.print(welcome(site.url, platform.origin, TEST_ACCOUNTS));

  if (isDevelopment) await bakeOnChange(bake, context);
  else await aborted(context.signal);
  await Promise.all([site.stop(), platform.stop()]);
  return 0;
});

/**
 * Builds again after each change, until it is stopped. A mistake is said, and waits for its mending.
 *
 * @param {() => Promise<void>} bake
 * @param {import('./lib/download.mjs').Context} context
 */
async function bakeOnChange(bake, context) {
  context.print(
    'Watching packages/ and lite-config/. Changes of the dev platform want a new start.\n',
  );
  const say = (/** @type {unknown} */ error) => {
    if (!context.signal.aborted)
      context.print(error ? `${String(error)}\n` : 'Built: reload the page.\n');
  };
  await buildOnChange('all', context, (error) => {
    if (error) say(error.message);
    else bake().then(say, say);
  });
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
