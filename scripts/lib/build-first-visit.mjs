import { join } from 'node:path';
import { PACKAGE_LOCK, PACKAGES } from './paths.mjs';
import { SetUpError } from './set-up-error.mjs';
import { runStep } from './steps.mjs';

const SOURCE = join(PACKAGES, 'extension');

/** The script for pages that a link with a token opens: one classic script. */
export const FIRST_VISIT = join(SOURCE, 'dist', 'first-visit.js');

/**
 * Bundles that script.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildFirstVisit(context) {
  await runStep(
    {
      id: 'first-visit',
      title: 'First-visit script',
      module: import.meta.url,
      values: [],
      files: [SOURCE, join(PACKAGES, 'protocol'), PACKAGE_LOCK],
      target: FIRST_VISIT,
      build: async (output) => {
        // Not before set-up has installed what it imports.
        const { bundleFirstVisit } = await import('../../packages/extension/build-first-visit.mjs');
        await bundleFirstVisit(output).catch(() => {
          throw new SetUpError('Bundling the first-visit script failed: the lines above say why.');
        });
      },
    },
    context,
  );
}
