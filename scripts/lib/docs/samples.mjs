import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.mjs';

/**
 * A block of code in the documentation.
 *
 * @typedef {object} Sample
 * @property {string} place such as `docs/rules.md:7`
 * @property {string} language
 * @property {string} text
 * @property {string | undefined} notRun why no test runs it, as the comment before it says
 */

const BLOCK = /(?:<!-- not run: (?<notRun>.*?) -->\n+)?^```(?<language>\w*)\n(?<text>.*?)^```$/gms;

/**
 * @param {string} name of a Markdown file, relative to the repository
 * @returns {Promise<readonly Sample[]>} its blocks of code, in order
 */
export async function samplesIn(name) {
  const markdown = await readFile(join(ROOT, name), 'utf8');
  return [...markdown.matchAll(BLOCK)].map(({ index, 0: block, groups = {} }) => {
    const { language = '', text = '', notRun } = groups;
    const line = markdown.slice(0, index + block.indexOf('```')).split('\n').length;
    return { place: `${name}:${line}`, language, text, notRun };
  });
}
