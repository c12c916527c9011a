import { cp, mkdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { KERNEL_WHEEL } from './build-kernel.mjs';
import { NODE_MODULES, PACKAGE_LOCK, PACKAGES, REQUIREMENTS, VENV } from './paths.mjs';
import { onlyWheel } from './python-wheel.mjs';
import { runCommand } from './run-command.mjs';
import { runStep } from './steps.mjs';

const SOURCE = join(PACKAGES, 'extension');
const TARGET = join(SOURCE, 'labextension');
const BUILDER = join(NODE_MODULES, '@jupyter', 'builder', 'lib', 'build-labextension.js');
const CORE_PACKAGE = join(NODE_MODULES, '@jupyterlab', 'core-meta', 'core.package.json');

/** The index of wheels holds their times: one time for all, the first that zip files know. */
const WHEEL_TIME = new Date('1980-01-02T00:00:00Z');

/**
 * Builds the lab extension, with the kernel helper's wheel where JupyterLite's kernel looks for it.
 *
 * @param {import('./steps.mjs').Context} context
 */
export async function buildLabextension(context) {
  await runStep(
    {
      id: 'labextension',
      title: 'Lab extension',
      module: import.meta.url,
      values: [],
      files: [SOURCE, join(PACKAGES, 'protocol'), KERNEL_WHEEL, PACKAGE_LOCK].concat(
        join(REQUIREMENTS, 'build.txt'),
      ),
      target: TARGET,
      inPlace: true, // The builder takes its output folder from package.json.
      build: async () => {
        await rm(TARGET, { recursive: true, force: true });
        const options = { signal: context.signal, what: 'Building the lab extension' };
        await runCommand(
          process.execPath,
          [BUILDER, '--core-package-file', CORE_PACKAGE, '.'],
          // Its licence report fails when it runs elsewhere.
          { ...options, log: 'labextension', cwd: SOURCE },
        );
        const wheels = join(TARGET, 'static', 'pypi');
        const wheel = await onlyWheel(KERNEL_WHEEL);
        await mkdir(wheels, { recursive: true });
        await cp(wheel.path, join(wheels, wheel.name));
        await utimes(join(wheels, wheel.name), WHEEL_TIME, WHEEL_TIME);
        await runCommand(join(VENV, 'bin', 'jupyter'), ['piplite', 'index', wheels], {
          ...options,
          log: 'labextension-wheels',
        });
      },
    },
    context,
  );
}
