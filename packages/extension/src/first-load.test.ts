/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

/** What every page of the site loads of the extension, gzipped (bytes). */
const LIMIT = 40_000;

const STATIC = fileURLToPath(new URL('../labextension/static/', import.meta.url));

const read = (name: string) => readFileSync(STATIC + name, 'utf8');
const named = (start: string) =>
  readdirSync(STATIC).filter((name) => name.startsWith(start) && name.endsWith('.js'));

/** The files that one of the built modules is made of. */
function chunksOf(module: string, entry: string): string[] {
  const [, loads = ''] = new RegExp(`"\\./${module}":\\(\\)=>(.*?\\)\\.then)`).exec(entry) ?? [];
  const ids = [...loads.matchAll(/\.e\((\d+)\)/g)].map(([, id = '']) => id);
  if (ids.length === 0) throw new Error(`The built extension has no ${module}.`);
  return ids.flatMap((id) => named(`${id}.`));
}

it('is small: what is not needed at once comes later', () => {
  const [entry = ''] = named('remoteEntry.');
  const files = [
    entry,
    ...chunksOf('extension', read(entry)),
    ...chunksOf('style', read(entry)),
  ].map(read);
  const sizes = files.map((text) => gzipSync(text, { level: 9 }).length);
  expect(files.join('').length).toBeGreaterThan(50_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(LIMIT);
  // The kernel helper's wheel comes with the first kernel.
  expect(files.join('')).not.toContain('py3-none-any.whl');
});
