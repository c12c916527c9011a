import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANES } from '../../../e2e/lanes.mjs';
import { PACKAGES, ROOT } from '../paths.mjs';
import { testFiles } from './lanes.mjs';
import { madePages } from './pages.mjs';

describe('pages that are made from the code', async () => {
  test.each((await madePages()).map(({ path, text }) => [relative(ROOT, path), text, path]))(
    '%s is as the code has it: `npm run docs` makes it anew',
    async (_, text, path) => {
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});

test('every file that has lanes is there', () => {
  expect(testFiles()).toEqual(expect.arrayContaining(Object.keys(LANES)));
});

test('every error code has its section among the messages, and nothing else has one', async () => {
  const errors = await readFile(join(PACKAGES, 'protocol', 'src', 'errors.ts'), 'utf8');
  const codes = [...(/ERROR_CODES = \[([^\]]*)/.exec(errors)?.[1] ?? '').matchAll(/'(.*)'/g)];
  const help = (await madePages()).find(({ path }) => path.endsWith('help.html'))?.text ?? '';
  const ids = [...help.matchAll(/<h3 id="(.*?)"/g)].map(([, id]) => id);
  expect(ids.toSorted()).toEqual(codes.map(([, code]) => code).toSorted());
});

test('every message of the protocol has words that say what it is for', async () => {
  const protocol = (await madePages()).find(({ path }) => path.endsWith('PROTOCOL.md'))?.text ?? '';
  expect(protocol).toContain('### `auth-bridge:sign-in`\n\nStarts a sign-in');
  expect(protocol.match(/### .*\n\n```/g)).toBeNull();
});
