import { join } from 'node:path';
import { buildAddon } from './build-addon.mjs';
import { buildFirstVisit } from './build-first-visit.mjs';
import { buildHost } from './build-host.mjs';
import { buildKernel } from './build-kernel.mjs';
import { buildLabextension } from './build-labextension.mjs';
import { withBuildLock } from './build-lock.mjs';
import { buildNpmPackages } from './build-npm-packages.mjs';
import { buildTypeScript } from './build-typescript.mjs';
import { buildWorker } from './build-worker.mjs';
import { ensurePyodide } from './kernel-wheels.mjs';
import { ensureNodePackages } from './node-packages.mjs';
import { BUILD } from './paths.mjs';
import { ensurePythonEnv } from './python-env.mjs';
import { buildSite } from './site.mjs';

/** @typedef {import('./steps.mjs').Context} Context */

/**
 * Installs what the build needs and leaves the wheel in `dist/` and the npm packages in `dist-npm/`;
 * builds the sites as well. Does only what is not done yet.
 *
 * @param {Context} context
 * @param {readonly import('./site.mjs').Site[]} [sites]
 */
export async function setUp(context, sites = []) {
  await withBuildLock(join(BUILD, 'lock'), async () => {
    // Python first: where it is missing, that is said before the long download.
    await ensurePythonEnv(context);
    await ensureNodePackages(context);
    for (const build of [
      buildKernel,
      buildTypeScript,
      buildHost,
      buildNpmPackages,
      buildWorker,
      buildFirstVisit,
      buildLabextension,
      buildAddon,
    ]) {
      await build(context);
    }
    if (sites.length > 0) await ensurePyodide(context);
    for (const site of sites) await buildSite(site, context);
  });
}
