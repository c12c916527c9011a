import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILD, PYTHON, ROOT, SITE } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { moveToPort } from './site-config.mjs';

/** Makes sites out of one that is built. */
export const BAKE_SITE = join(ROOT, 'scripts', 'bake_site.py');

/**
 * @param {number} port
 * @returns {string} folder of the demo site for that port
 */
export function siteRoot(port) {
  return join(BUILD, `site-${port}`);
}

/**
 * The demo site's auth.json for a site on this port; its platform is on the next one.
 *
 * @param {number} port
 * @returns {Promise<unknown>}
 */
export async function demoAuthFor(port) {
  const text = await readFile(join(ROOT, 'lite-config', 'auth.json'), 'utf8');
  return moveToPort(JSON.parse(text), port);
}

/**
 * Makes the demo site for each of the ports, out of the one that is built.
 *
 * @param {readonly number[]} ports
 * @param {AbortSignal} signal
 * @param {boolean} exposeApp whether scripts of the page reach JupyterLab as `jupyterapp`
 */
export async function bakeSites(ports, signal, exposeApp) {
  const folder = join(BUILD, 'auth');
  await mkdir(folder, { recursive: true });
  const pairs = [];
  for (const port of ports) {
    const auth = join(folder, `${port}.json`);
    await writeFile(auth, JSON.stringify(await demoAuthFor(port)));
    await rm(siteRoot(port), { recursive: true, force: true });
    pairs.push(auth, siteRoot(port));
  }
  const options = exposeApp ? ['--expose-app'] : [];
  await runCommand(PYTHON, [BAKE_SITE, ...options, SITE, ...pairs], {
    signal,
    log: 'bake-sites',
    what: "Making the demo site for this command's ports",
  });
}
