import { join } from 'node:path';
import { FIRST_VISIT } from './build-first-visit.mjs';
import { BUNDLES } from './build-worker.mjs';
import { DIST, PACKAGES, REQUIREMENTS, ROOT } from './paths.mjs';
import { buildWheel } from './python-wheel.mjs';
import { runStep } from './steps.mjs';

const SOURCE = join(PACKAGES, 'addon');

/**
 * Builds the wheel that a site owner installs: lab extension, worker, addon. It is alone in `dist/`.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildAddon(context) {
  await runStep(
    {
      id: 'addon',
      title: 'Wheel for site owners',
      module: import.meta.url,
      values: [],
      files: [
        SOURCE,
        BUNDLES,
        FIRST_VISIT,
        join(PACKAGES, 'extension', 'labextension'),
        join(PACKAGES, 'protocol', 'schema'),
        join(ROOT, 'package.json'),
        join(REQUIREMENTS, 'build.txt'),
      ],
      target: DIST,
      build: (output) =>
        buildWheel(SOURCE, output, {
          log: 'addon',
          signal: context.signal,
          what: 'Building the wheel for site owners',
        }),
    },
    context,
  );
}
