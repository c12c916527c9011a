import { ensureBrowsers } from './browsers.mjs';
import { ensureKernelWheels } from './kernel-wheels.mjs';
import { ensureNodePackages } from './node-packages.mjs';
import { ensurePythonEnv, findUsablePython } from './python-env.mjs';

/**
 * Installs what comes from package registries, side by side; does only what is not done yet.
 *
 * @param {import('./download.mjs').Context} context
 * @param {readonly import('./browsers.mjs').EngineName[]} [browsers] that are needed; default: none
 */
export async function install(context, browsers = []) {
  // Python first: if it is missing, that is said before the long downloads.
  const python = await findUsablePython(context);
  await Promise.all([
    ensureNodePackages(context),
    ensureBrowsers(context, browsers),
    ensurePythonEnv(python, context).then(() => ensureKernelWheels(context)),
  ]);
}
