import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensure } from './download.mjs';
import { BUILD, DOWNLOADED_WHEELS, REQUIREMENTS } from './paths.mjs';
import { pip } from './python-env.mjs';

const LOCK = join(REQUIREMENTS, 'kernel.txt');

/** What Pyodide 314 is, in pip's words. */
const PLATFORM = [
  '--platform=pyemscripten_2026_0_wasm32',
  '--python-version=3.14',
  '--implementation=cp',
  '--abi=cp314',
  '--abi=none',
];

/**
 * Downloads the wheels that kernels can install.
 *
 * @param {import('./download.mjs').Context} context
 */
export async function ensureKernelWheels(context) {
  await ensure(
    {
      title: 'Python packages for notebooks',
      versions: PLATFORM,
      files: [LOCK],
      target: DOWNLOADED_WHEELS,
      stamp: join(BUILD, 'stamps', 'kernel-wheels'),
      fetch: async () => {
        await rm(DOWNLOADED_WHEELS, { recursive: true, force: true });
        await pip(
          ['download', '--require-hashes', '--no-deps', '--only-binary=:all:']
            .concat(PLATFORM)
            .concat('-d', DOWNLOADED_WHEELS, '-r', LOCK),
          {
            log: 'kernel-wheels',
            signal: context.signal,
            what: 'Downloading the Python packages for notebooks',
          },
        );
      },
    },
    context,
  );
}
