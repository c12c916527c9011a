import { parsePort, platformPort, requireFreePorts } from './lib/ports.mjs';
import { runMain } from './lib/run-main.mjs';
import { setUp } from './lib/set-up.mjs';
import { siteRoot } from './lib/site.mjs';

const CHOOSE = 'Choose another one: npm start -- --port N (the platform takes N + 1).';

await runMain(async (context) => {
  const port = parsePort(process.argv.slice(2));
  const ports = [port, platformPort(port)];
  await requireFreePorts(ports, CHOOSE);
  await setUp(context, { port, exposeApp: false });
  await requireFreePorts(ports, CHOOSE);

  // Not before set-up has installed and compiled it.
  const { serveSite, startDevPlatform, TEST_ACCOUNTS } =
    await import('@jupyterlite-auth-bridge/dev-platform');
  const site = await serveSite({ root: siteRoot(port), port });
  const platform = await startDevPlatform({ port: platformPort(port), siteUrl: site.url });
  context.print(welcome(site.url, platform.origin, TEST_ACCOUNTS));

  await aborted(context.signal);
  await Promise.all([site.stop(), platform.stop()]);
  return 0;
});

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
