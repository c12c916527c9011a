/** Builds the lab extension, with the kernel helper's wheel in the folder where JupyterLite's kernel looks for it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { onlyWheel } from '../lib/only-wheel.mjs';
import { JUPYTER, KERNEL_WHEEL, NODE_MODULES, PACKAGES } from '../lib/paths.mjs';

const SOURCE = join(PACKAGES, 'extension');
const TARGET = join(SOURCE, 'labextension');
const BUILDER = join(NODE_MODULES, '@jupyter', 'builder', 'lib', 'build-labextension.js');
const CORE_PACKAGE = join(NODE_MODULES, '@jupyterlab', 'core-meta', 'core.package.json');

/** The index of wheels holds their times: one time for all, the first that zip files know. */
const WHEEL_TIME = new Date('1980-01-02T00:00:00Z');

rmSync(TARGET, { recursive: true, force: true });
// Its licence report fails when it runs elsewhere.
execFileSync(process.execPath, [BUILDER, '--core-package-file', CORE_PACKAGE, '.'], {
  cwd: SOURCE,
  stdio: 'inherit',
});
const wheels = join(TARGET, 'static', 'pypi');
const { name, path } = await onlyWheel(KERNEL_WHEEL);
mkdirSync(wheels, { recursive: true });
cpSync(path, join(wheels, name));
utimesSync(join(wheels, name), WHEEL_TIME, WHEEL_TIME);
execFileSync(JUPYTER, ['piplite', 'index', wheels], { stdio: 'inherit' });
