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
export const PACKAGES = join(ROOT, 'packages');
export const REQUIREMENTS = join(ROOT, 'requirements');
export const NODE_MODULES = join(ROOT, 'node_modules');
export const PACKAGE_LOCK = join(ROOT, 'package-lock.json');

/**
 * @param {string} path absolute
 * @returns {string} as a person in the repository's root would write it
 */
export function shown(path) {
  return relative(ROOT, path);
}
