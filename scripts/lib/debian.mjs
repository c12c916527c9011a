import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { showProgress } from './steps.mjs';

const QUIET = { DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Installs Debian packages when root, else says which ones to install.
 *
 * @param {readonly string[]} names
 * @param {string} missing one clause: what is missing
 * @param {import('./steps.mjs').Context} context
 * @throws {SetUpError}
 */
export async function installDebianPackages(names, missing, context) {
  const command = `apt-get install -y ${names.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetUpError(`${missing}: install it (on Debian: sudo ${command}) and try again.`);
  }
  const options = { signal: context.signal, env: QUIET };
  await showProgress(`Debian package ${names.join(', ')}`, context, async () => {
    const update = { ...options, log: 'apt-update', what: 'apt-get update' };
    await runCommand('apt-get', ['update'], update);
    const install = { ...options, log: `apt-${names[0]}`, what: command };
    await runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...names], install);
  });
}
