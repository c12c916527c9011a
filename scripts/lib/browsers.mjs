import { existsSync } from 'node:fs';
import { installDebianPackages } from './debian.mjs';

/** Debian's browsers: builds that packages download by themselves are not used. */
export const CHROMIUM = '/usr/bin/chromium';
export const FIREFOX = '/usr/bin/firefox-esr';
/** WebKitGTK: its driver, the browser that it starts, and a screen for that. */
export const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver';
export const MINI_BROWSER = `/usr/lib/${debianArchitecture()}/webkit2gtk-4.1/MiniBrowser`;
export const XVFB = '/usr/bin/Xvfb';
/** The fonts that pictures of pages are taken with. */
export const FONTS = '/usr/share/fonts/truetype/dejavu';

/** @typedef {'chromium' | 'firefox' | 'webkit'} EngineName */

/** @type {Readonly<Record<EngineName, readonly { path: string, package: string }[]>>} */
const PROGRAMS = {
  chromium: [
    { path: CHROMIUM, package: 'chromium' },
    { path: `${FONTS}/DejaVuSans.ttf`, package: 'fonts-dejavu-core' },
  ],
  firefox: [{ path: FIREFOX, package: 'firefox-esr' }],
  webkit: [
    { path: WEBKIT_DRIVER, package: 'webkit2gtk-driver' },
    { path: XVFB, package: 'xvfb' },
  ],
};

const NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

/** @type {readonly EngineName[]} */
export const ENGINE_NAMES = ['chromium', 'firefox', 'webkit'];

/**
 * @param {import('./download.mjs').Context} context
 * @param {readonly EngineName[]} engines that the tests to come run in
 * @throws {import('./set-up-error.mjs').SetUpError} if one is missing and cannot be installed
 */
export async function ensureBrowsers(context, engines) {
  const missing = engines.filter((name) => PROGRAMS[name].some(({ path }) => !existsSync(path)));
  if (missing.length === 0) return;
  const packages = missing
    .flatMap((name) => PROGRAMS[name])
    .filter(({ path }) => !existsSync(path))
    .map(({ package: name }) => name);
  const names = missing.map((name) => NAMES[name]).join(' and ');
  await installDebianPackages(
    packages,
    `${names} ${missing.length === 1 ? 'is' : 'are'} missing`,
    context,
  );
}

/** @returns {string} of Debian's library folders on this machine */
function debianArchitecture() {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}
