import { platformPort } from './ports.mjs';
import { PYODIDE } from './kernel-wheels.mjs';
import { liteDirOf, siteRoot } from './site.mjs';
import { join } from 'node:path';
import { DIST, PYTHON, ROOT, VENV } from './paths.mjs';

/** How many files of browser tests run side by side. */
const SIDE_BY_SIDE = 2;

/** The sites of the browser tests, as `npm test` builds them: one for each file that runs. */
export const E2E_SITES = Array.from({ length: SIDE_BY_SIDE }, (_, i) => siteOf(i));

/** The one of this process: Vitest numbers those that run side by side from 1. */
export const E2E_SITE = siteOf(Number(process.env.VITEST_POOL_ID ?? 1) - 1);

export const SITE_PORT = E2E_SITE.port;
export const PLATFORM_PORT = platformPort(SITE_PORT);
/** Folder of the built site. */
export const SITE_ROOT = siteRoot(SITE_PORT);
export const SITE_URL = `http://localhost:${SITE_PORT}/`;
export const PLATFORM_URL = `http://localhost:${PLATFORM_PORT}/`;
export { CHROMIUM } from './browsers.mjs';

/** What a site owner has as well: the `jupyter` command with our wheel installed, Pyodide, an auth.json. */
export const JUPYTER = join(VENV, 'bin', 'jupyter');
export const SITE_AUTH = join(liteDirOf(SITE_PORT), 'auth.json');
export { DIST, PYODIDE, PYTHON };
/** Makes the environment of a site owner who has an older wheel. */
export const WHEEL_ENV = join(ROOT, 'scripts', 'wheel_env.py');

/** @param {number} index */
function siteOf(index) {
  return { port: 8100 + 10 * index, exposeApp: true };
}
