import { join } from 'node:path';
import { PACKAGE_LOCK, PACKAGES } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';
import { runStep } from './steps.mjs';

const SOURCE = join(PACKAGES, 'host');

/**
 * Bundles the host SDK for pages that have no bundler.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildHost(context) {
  await runStep(
    {
      id: 'host',
      title: 'Host SDK',
      module: import.meta.url,
      values: [],
      files: [SOURCE, join(PACKAGES, 'protocol'), PACKAGE_LOCK],
      target: join(SOURCE, 'dist', 'host.js'),
      build: async (output) => {
        // Not before set-up has installed what it imports.
        const { bundleHost } = await import('../../packages/host/build.mjs');
        await bundleHost(output).catch(() => {
          throw new SetUpError('Bundling the host SDK failed: the lines above say why.');
        });
      },
    },
    context,
  );
}
