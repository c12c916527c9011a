import { join } from 'node:path';
import { NODE_MODULES, PACKAGE_LOCK, PACKAGES, ROOT } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { runStep } from './steps.mjs';

const NAMES = ['protocol', 'mock-provider', 'service-worker', 'extension', 'host', 'dev-platform'];

/**
 * Compiles the TypeScript packages into their `lib` folders.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildTypeScript(context) {
  const folders = NAMES.map((name) => join(PACKAGES, name));
  await runStep(
    {
      id: 'typescript',
      title: 'TypeScript packages',
      module: import.meta.url,
      values: [],
      files: [...folders, PACKAGE_LOCK, join(ROOT, 'tsconfig.base.json')],
      target: join(PACKAGES, 'dev-platform', 'lib'),
      inPlace: true,
      // --force: tsc takes its own notes for the truth, even where what they speak of is gone.
      build: () =>
        runCommand(
          process.execPath,
          [join(NODE_MODULES, 'typescript', 'bin', 'tsc'), '--build', '--force', ...folders],
          { log: 'typescript', signal: context.signal, what: 'Compiling the TypeScript packages' },
        ),
    },
    context,
  );
}
