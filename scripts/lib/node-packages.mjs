import { join } from 'node:path';
import { NODE_MODULES, PACKAGE_LOCK } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { ensure } from './download.mjs';

// npm's own pauses between attempts add up to more than a minute.
const RETRIES = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];

/**
 * Installs what `package-lock.json` locks.
 *
 * @param {import('./download.mjs').Context} context
 */
export async function ensureNodePackages(context) {
  await ensure(
    {
      title: 'JavaScript packages',
      versions: [],
      files: [PACKAGE_LOCK],
      target: NODE_MODULES,
      stamp: join(NODE_MODULES, '.auth-bridge-stamp'),
      fetch: () =>
        runCommand('npm', ['ci', '--no-progress', ...RETRIES], {
          log: 'npm-ci',
          signal: context.signal,
          what: 'Installing the JavaScript packages',
        }),
    },
    context,
  );
}
