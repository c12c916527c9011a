import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {string} folder with exactly one wheel
 * @returns {Promise<{ name: string, path: string }>}
 */
export async function onlyWheel(folder) {
  const [name, ...others] = (await readdir(folder)).filter((each) => each.endsWith('.whl'));
  if (name === undefined || others.length > 0) throw new Error(`One wheel expected in ${folder}`);
  return { name, path: join(folder, name) };
}
