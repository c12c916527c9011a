import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installDebianPackages } from './debian.mjs';
import { LOGS } from './paths.mjs';

const PACKAGE = 'package-of-the-unit-test';

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debian-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
  await rm(join(LOGS, `apt-${PACKAGE}.log`), { force: true });
});

/**
 * @param {number} user who runs it
 * @param {string} aptGet shell script in the place of apt-get
 */
async function install(user, aptGet) {
  vi.spyOn(process, 'getuid').mockReturnValue(user);
  await writeFile(join(folder, 'apt-get'), `#!/bin/sh\n${aptGet}\n`, { mode: 0o755 });
  const context = { signal: new AbortController().signal, print: () => {}, steps: [] };
  await installDebianPackages([PACKAGE], 'It is missing', context);
}

test('who is not root is told what to install, in one line', async () => {
  await expect(install(1000, 'exit 0')).rejects.toThrow(
    `It is missing: install it (on Debian: sudo apt-get install -y ${PACKAGE}) and try again.`,
  );
});

test.runIf(existsSync('/usr/bin/apt-get'))('root gets it, and only it, installed', async () => {
  const calls = join(folder, 'calls');
  await install(0, `echo "$@" >> ${calls}`);
  expect(await readFile(calls, 'utf8')).toBe(
    `update\ninstall -y --no-install-recommends ${PACKAGE}\n`,
  );
});

test.runIf(existsSync('/usr/bin/apt-get'))(
  'offline, where the update only warns, the network is named',
  async () => {
    const offline = `
case $1 in
  update) echo "W: Failed to fetch InRelease  Temporary failure resolving 'deb.debian.org'" ;;
  install) echo "E: Package '$4' has no installation candidate"; exit 100 ;;
esac`;
    await expect(install(0, offline)).rejects.toThrow('Check the network and try again.');
  },
);
