import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { timed } from './download.mjs';

const UPDATE_AND_INSTALL = 'apt-get update && exec apt-get install -y --no-install-recommends "$@"';

/**
 * Installs Debian packages when root, else says which ones to install.
 *
 * @param {readonly string[]} names
 * @param {string} missing one clause: what is missing
 * @param {import('./download.mjs').Context} context
 * @throws {SetUpError}
 */
export async function installDebianPackages(names, missing, context) {
  const command = `apt-get install -y ${names.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new SetUpError(`${missing}: install it (on Debian: sudo ${command}) and try again.`);
  }
  await timed(`Debian packages ${names.join(', ')}`, context, () =>
    // One log for both: offline, the update only warns, and the install does not say why it fails.
    runCommand('sh', ['-c', UPDATE_AND_INSTALL, 'sh', ...names], {
      signal: context.signal,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      log: `apt-${names[0]}`,
      what: command,
    }),
  );
}
