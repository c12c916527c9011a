import { join } from 'node:path';
import { PACKAGE_LOCK, PACKAGES } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';
import { runStep } from './steps.mjs';

/** Folder of the worker's code, still without a configuration: classic scripts, of which the addon takes one or two. */
export const BUNDLES = join(PACKAGES, 'service-worker', 'dist');

/**
 * Bundles the worker.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildWorker(context) {
  await runStep(
    {
      id: 'worker',
      title: 'Service worker',
      module: import.meta.url,
      values: [],
      files: [join(PACKAGES, 'service-worker'), join(PACKAGES, 'protocol'), PACKAGE_LOCK],
      target: BUNDLES,
      build: async (output) => {
        // Not before set-up has installed what it imports.
        const { buildServiceWorker } = await import('../../packages/service-worker/build.mjs');
        await buildServiceWorker(output).catch(() => {
          throw new SetUpError('Bundling the service worker failed: the lines above say why.');
        });
      },
    },
    context,
  );
}
