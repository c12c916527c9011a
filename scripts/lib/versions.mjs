import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What npm and Python both take: PEP 440 reads `1.2.0-rc.1` as `1.2.0rc1`. */
const VERSION = /^\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?$/;
const SECTION = /^## \[(.*?)\] - (unreleased|\d{4}-\d{2}-\d{2})$/m;
const OWN = /^@jupyterlite-auth-bridge\//;

/**
 * A package.json, or its part of package-lock.json.
 *
 * @typedef {object} Manifest
 * @property {string} version
 * @property {readonly string[]} [workspaces]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, Manifest>} [packages] of package-lock.json, by folder
 */

/**
 * Gives the repository another version: every package.json, what they want of each other, the lock
 * file and the changelog, whose newest section becomes this version's while it is unreleased. The
 * Python packages read the root's package.json.
 *
 * @param {string} root folder of the repository
 * @param {string} version
 * @throws {Error} where it is no version
 */
export async function setVersion(root, version) {
  if (!VERSION.test(version)) {
    throw new Error(`${version} is no version: 1.2.3, or 1.2.3-rc.1 (alpha, beta, rc).`);
  }
  for (const folder of await packageFolders(root)) {
    await changeJson(join(root, folder, 'package.json'), (each) => change(each, version));
  }
  await changeJson(join(root, 'package-lock.json'), (lock) => {
    lock.version = version;
    for (const [path, each] of Object.entries(lock.packages ?? {})) {
      if (!path.includes('node_modules/')) change(each, version);
    }
  });
  const changelog = join(root, 'CHANGELOG.md');
  await writeFile(changelog, newestSection(await readFile(changelog, 'utf8'), version));
}

/**
 * Every place that has the version, as `place: version`, the changelog's newest section among them.
 *
 * @param {string} root folder of the repository
 * @returns {Promise<{ place: string, version: string }[]>}
 */
export async function versionsOf(root) {
  const folders = await packageFolders(root);
  const manifests = await Promise.all(
    folders.map((folder) => readJson(join(root, folder, 'package.json'))),
  );
  const lock = await readJson(join(root, 'package-lock.json'));
  const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  return [
    ...folders.flatMap((folder, i) => placesOf(join(folder, 'package.json'), manifests[i])),
    { place: 'package-lock.json', version: lock.version },
    ...folders.flatMap((folder) =>
      placesOf(`package-lock.json, ${folder || 'root'}`, lock.packages[folder]),
    ),
    { place: 'CHANGELOG.md', version: SECTION.exec(changelog)?.[1] ?? 'none' },
  ];
}

/** @param {string} root */
async function packageFolders(root) {
  const { workspaces } = await readJson(join(root, 'package.json'));
  return /** @type {string[]} */ (['', ...workspaces]);
}

/**
 * @param {string} place
 * @param {Manifest} manifest
 */
function placesOf(place, { version, dependencies, devDependencies }) {
  const own = Object.entries({ ...dependencies, ...devDependencies }).filter(isOwn);
  return [
    { place, version },
    ...own.map(([name, wanted]) => ({ place: `${place}, ${name}`, version: wanted })),
  ];
}

/**
 * @param {Manifest} manifest
 * @param {string} version
 */
function change(manifest, version) {
  manifest.version = version;
  for (const wanted of [manifest.dependencies ?? {}, manifest.devDependencies ?? {}]) {
    for (const [name] of Object.entries(wanted).filter(isOwn)) wanted[name] = version;
  }
}

/** @param {[string, string]} dependency */
function isOwn([name]) {
  return OWN.test(name);
}

/**
 * @param {string} changelog
 * @param {string} version
 */
function newestSection(changelog, version) {
  const heading = `## [${version}] - unreleased`;
  const [newest = '', , date] = SECTION.exec(changelog) ?? [];
  return changelog.replace(newest, date === 'unreleased' ? heading : `${heading}\n\n${newest}`);
}

/** @param {string} path */
async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/**
 * @param {string} path
 * @param {(value: Manifest) => void} work
 */
async function changeJson(path, work) {
  const value = await readJson(path);
  work(value);
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
