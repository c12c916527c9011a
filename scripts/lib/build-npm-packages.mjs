import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NPM_DIST, PACKAGE_LOCK, PACKAGES, ROOT } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { runStep } from './steps.mjs';

/** Those that others install; `host` needs `protocol`. */
export const PUBLISHED = ['protocol', 'host', 'mock-provider'];

/**
 * Packs them as they are published. They are alone in `dist-npm/`.
 *
 * @param {import('./steps.mjs').Context} context after the packages were compiled
 */
export async function buildNpmPackages(context) {
  const folders = PUBLISHED.map((name) => join(PACKAGES, name));
  await runStep(
    {
      id: 'npm-packages',
      title: 'npm packages',
      module: import.meta.url,
      values: [],
      files: [...folders, PACKAGE_LOCK, join(ROOT, 'tsconfig.base.json')],
      target: NPM_DIST,
      build: async (output) => {
        await mkdir(output);
        await runCommand('npm', ['pack', '--pack-destination', output, ...folders], {
          log: 'npm-packages',
          signal: context.signal,
          what: 'Packing the npm packages',
        });
      },
    },
    context,
  );
}
