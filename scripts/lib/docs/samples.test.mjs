import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../paths.mjs';

const PLATFORM = { type: 'oidc', issuer: 'https://platform.example/oidc', clientId: 'c' };
const CONFIG_KEYS = ['providers', 'apis', 'host', 'kernel'];
/** Not made from the schema, whose own examples are tested with it. */
const isWritten = (/** @type {string} */ name) => name !== 'configuration.md';

const docs = (await readdir(join(ROOT, 'docs'))).filter((name) => /\.md$/.test(name));
const names = ['README.md', 'packages/addon/README.md', ...docs.filter(isWritten).map(inDocs)];
const samples = (await Promise.all(names.map(samplesOf))).flat();
const configs = samples.filter(({ value }) => Object.keys(value).some(isConfigKey));

describe('samples of the documentation', () => {
  test('are found', () => {
    expect(configs.length).toBeGreaterThan(8);
  });

  test.each(configs.map(({ name, value }) => [name, value]))(
    '%s is an auth.json, or a part of one',
    (_, value) => {
      const config = { providers: { platform: PLATFORM }, ...value };
      expect(parseConfig(config)).toMatchObject({ ok: true });
    },
  );
});

/** @param {string} name */
function inDocs(name) {
  return `docs/${name}`;
}

/** @param {string} key */
function isConfigKey(key) {
  return CONFIG_KEYS.includes(key);
}

/** @param {string} name of a Markdown file */
async function samplesOf(name) {
  const text = await readFile(join(ROOT, name), 'utf8');
  return [...text.matchAll(/```json\n([^]*?)```/g)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return { name: `${name}:${line}`, value: JSON.parse(match[1] ?? '') };
  });
}
