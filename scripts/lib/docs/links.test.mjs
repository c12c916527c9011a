import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGES, ROOT } from '../paths.mjs';

/** @param {string} folder */
async function pagesIn(folder) {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}

const packages = (await readdir(PACKAGES)).map((name) => join(PACKAGES, name));
const folders = [ROOT, join(ROOT, 'docs'), ...packages];
const pages = (await Promise.all(folders.map(pagesIn))).flat();

test.each(pages.map((path) => [path.slice(ROOT.length + 1), path]))(
  '%s links to files that are there, and to their headings',
  async (_, path) => {
    const text = await readFile(path, 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    for (const [link, file, anchor] of targets) {
      const target = file ? join(dirname(path), file) : path;
      expect(await stat(target).catch(() => undefined), link).toBeDefined();
      if (anchor) expect(anchorsOf(await readFile(target, 'utf8')), link).toContain(anchor);
    }
  },
);

test('the README leads to every page', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const others = pages.filter((path) => /\/docs\/[^/]*$|\/[A-Z]+\.md$/.test(path));
  for (const path of others.map((each) => each.slice(ROOT.length + 1))) {
    if (!/(^|\/)README\.md$/.test(path)) expect(readme).toContain(`](${path})`);
  }
});

/**
 * @param {string} markdown
 * @returns {string[]} of its headings, as web hosts of repositories make them
 */
function anchorsOf(markdown) {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
