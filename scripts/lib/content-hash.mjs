import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What tools leave beside the sources, and tests: no part of what is built. */
const IGNORED =
  /^(node_modules|lib|dist|labextension|tests|__pycache__|\..*_cache|.*\.tsbuildinfo|.*\.test\..*)$/;

/**
 * @param {string} path a file or a folder
 * @returns {Promise<string[]>} the files, sorted; none where the path does not exist
 */
async function listFiles(path) {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => !IGNORED.test(name)).sort();
  const lists = await Promise.all(names.map((name) => listFiles(join(path, name))));
  return lists.flat();
}

/**
 * Hash of values and of the names and contents of files; times and permissions do not count.
 *
 * @param {object} inputs
 * @param {readonly string[]} [inputs.values] tool versions, ports
 * @param {readonly string[]} [inputs.files] files, or folders of which everything but IGNORED counts
 * @returns {Promise<string>} SHA-256, hex
 */
export async function contentHash({ values = [], files = [] }) {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const path of files) {
    for (const file of await listFiles(path)) {
      const content = createHash('sha256').update(await readFile(file));
      hash.update(`\0${relative(path, file)}\0${content.digest('hex')}`);
    }
    hash.update('\0\0');
  }
  return hash.digest('hex');
}
