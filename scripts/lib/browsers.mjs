import { existsSync } from 'node:fs';
import { installDebianPackages } from './debian.mjs';

/** Debian's Chromium: browser builds that packages download by themselves are not used. */
export const CHROMIUM = '/usr/bin/chromium';

/**
 * @param {import('./steps.mjs').Context} context
 * @throws {import('./set-up-error.mjs').SetUpError} where it is missing and cannot be installed
 */
export async function ensureBrowsers(context) {
  if (existsSync(CHROMIUM)) return;
  await installDebianPackages(['chromium'], 'Chromium is missing', context);
}
