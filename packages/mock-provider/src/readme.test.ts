import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as exported from './index.js';

const fileAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = await readFile(fileAt('../README.md'), 'utf8');

// Its example is run by scripts/lib/npm-packages.test.mjs, with the packed package.
describe('the README', () => {
  it('names everything that is exported', () => {
    for (const name of Object.keys(exported))
      expect(readme).toMatch(new RegExp(`\`.*\\b${name}\\b`));
  });

  it('names every method and property', () => {
    const names = Object.getOwnPropertyNames(exported.MockProvider.prototype);
    const documented = names.filter((name) => !['constructor', 'path'].includes(name));
    expect(documented.length).toBeGreaterThan(30);
    for (const name of documented)
      expect(readme).toMatch(new RegExp(`\`(provider\\.)?${name}[\`(]`));
  });

  it('names every option', async () => {
    const sources = ['./options.ts', './server/scripted-server.ts'].map((path) =>
      readFile(fileAt(path), 'utf8'),
    );
    const options = (await Promise.all(sources)).join('').matchAll(/^ {2}readonly (\w+)\?:/gm);
    const names = [...options].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(readme).toMatch(new RegExp(`\\| .*\`${name}\`.*\\|`));
  });

  it('names every endpoint with its path', () => {
    const { me, ...paths } = exported.pathsOf('');
    expect(readme).toContain(`\`${me}\` (not below the issuer)`);
    for (const [name, path] of Object.entries(paths)) {
      expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| \`${path.replaceAll('.', '\\.')}\``));
    }
  });
});
