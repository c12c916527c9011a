import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folders, absolute. Everything under BUILD, DIST, NPM_DIST and VENV can be deleted at any time. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const BUILD = join(ROOT, '.build');
export const LOGS = join(BUILD, 'logs');
export const DIST = join(ROOT, 'dist');
export const NPM_DIST = join(ROOT, 'dist-npm');
export const VENV = join(ROOT, '.venv');
export const PYTHON = join(VENV, 'bin', 'python');
export const JUPYTER = join(VENV, 'bin', 'jupyter');
export const PACKAGES = join(ROOT, 'packages');
export const REQUIREMENTS = join(ROOT, 'requirements');
export const NODE_MODULES = join(ROOT, 'node_modules');
export const PACKAGE_LOCK = join(ROOT, 'package-lock.json');

/** What the build makes, each by the script of package.json that has its name. */
export const KERNEL_WHEEL = join(BUILD, 'kernel-wheel');
/** Pyodide as the demo site serves it: the core, and wheels that its lock file lists. */
export const PYODIDE = join(BUILD, 'pyodide');
/** The demo site, for the ports of `npm start`. */
export const SITE = join(BUILD, 'site');
/** The wheels that kernels can install, as they are downloaded. */
export const DOWNLOADED_WHEELS = join(BUILD, 'kernel-wheels');

/**
 * @param {string} path absolute
 * @returns {string} as a person in the repository's root would write it
 */
export function shown(path) {
  return relative(ROOT, path);
}
