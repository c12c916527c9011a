import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as exported from './index.js';

const fileAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = await readFile(fileAt('../README.md'), 'utf8');

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'mock-provider-'))));
afterAll(() => rm(folder, { recursive: true }));

/** Runs a test file as `node --test` does, with this source for the package. */
async function run(source: string): Promise<string> {
  const file = join(folder, 'example.test.mjs');
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileAt('.'), loader: 'js' },
    alias: { '@jupyterlite-auth-bridge/mock-provider': fileAt('./index.ts') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  await writeFile(file, outputFiles[0]?.text ?? '');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', file],
    { timeout: 20_000 },
  );
  return stdout;
}

describe("the README's example", () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];

  it('passes as it stands', { timeout: 30_000 }, async () => {
    const output = await run(example);
    expect(output).toContain('# pass 4');
    expect(output).toContain('# fail 0');
  });

  it('can fail', { timeout: 30_000 }, async () => {
    await expect(run(example.replace('replays, 1', 'replays, 2'))).rejects.toThrow();
  });
});

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
