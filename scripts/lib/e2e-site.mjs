import { join } from 'node:path';
import { BAKE_SITE, demoAuthFor, siteRoot } from './bake.mjs';
import { platformPort } from './ports.mjs';
import { DIST, JUPYTER, PYODIDE, PYTHON, ROOT, SITE } from './paths.mjs';

/** How many files of browser tests run side by side. */
const SIDE_BY_SIDE = 3;

/** Ports of the sites of the browser tests: one site for each file that runs. */
export const E2E_PORTS = Array.from({ length: SIDE_BY_SIDE }, (_, i) => portOf(i));

/** The one of this process: Vitest numbers those that run side by side from 1. */
export const SITE_PORT = portOf(Number(process.env.VITEST_POOL_ID ?? 1) - 1);
export const PLATFORM_PORT = platformPort(SITE_PORT);
/** Folder of the built site. */
export const SITE_ROOT = siteRoot(SITE_PORT);
export const SITE_URL = `http://localhost:${SITE_PORT}/`;
export const PLATFORM_URL = `http://localhost:${PLATFORM_PORT}/`;
export { CHROMIUM } from './browsers.mjs';

/** Its auth.json. */
export const siteAuth = () => demoAuthFor(SITE_PORT);

/** What a site owner has as well: the `jupyter` command with our wheel installed, and Pyodide. */
export { DIST, JUPYTER, PYODIDE, PYTHON };
/** Makes sites with another auth.json out of the one that is built. */
export { BAKE_SITE, SITE as BUILT_SITE };
/** Makes the environment of a site owner who has an older wheel. */
export const WHEEL_ENV = join(ROOT, 'scripts', 'wheel_env.py');

/** @param {number} index */
function portOf(index) {
  return 8100 + 10 * index;
}
