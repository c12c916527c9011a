import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig, parseHostSession } from '@jupyterlite-auth-bridge/protocol';
import { describe, expect, test } from 'vitest';
import { readHostData } from '../../../packages/service-worker/lib/host/host-data.js';
import { PACKAGES, ROOT } from '../paths.mjs';
import { samplesIn } from './samples.mjs';

const PLATFORM = { type: 'oidc', issuer: 'https://platform.example/oidc', clientId: 'c' };
const CONFIG_KEYS = ['providers', 'apis', 'host', 'kernel'];
/** Made from the code, which is tested: `npm run docs`. */
const MADE = ['PROTOCOL.md', 'docs/configuration.md'];

/**
 * Who runs the samples: language, page, test. Output of a program is of the language `text`.
 *
 * @type {readonly (readonly [string, RegExp, string])[]}
 */
const RUNNERS = [
  ['json', /./, 'scripts/lib/docs/samples.test.mjs'],
  ['js', /^packages\/(host|mock-provider|protocol)\//, 'scripts/lib/npm-packages.test.mjs'],
  ['python', /^README|^docs\/(get-started|notebooks)\.md/, 'e2e/flows/notebook.test.ts'],
  ['sh', /^docs\/get-started\.md/, 'packages/addon/tests/test_site_owner.py'],
  ['sh', /^packages\/addon\/README\.md/, 'packages/addon/tests/test_site_owner.py'],
  ['text', /./, 'scripts/lib/docs/samples.test.mjs'],
];

const pages = [
  ...(await pagesIn('')),
  ...(await pagesIn('docs')),
  ...(
    await Promise.all((await readdir(PACKAGES)).map((name) => pagesIn(`packages/${name}`)))
  ).flat(),
].filter((name) => !MADE.includes(name));
const samples = (await Promise.all(pages.map(samplesIn))).flat();

/** @param {string} folder relative to the repository */
async function pagesIn(folder) {
  const names = await readdir(join(ROOT, folder));
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}

describe('samples of the documentation', () => {
  test('are found', () => {
    expect(samples.length).toBeGreaterThan(30);
  });

  test.each(samples.map((sample) => [sample.place, sample]))(
    '%s is run by a test, or says why not',
    async (place, { language, notRun }) => {
      if (notRun !== undefined) {
        expect(notRun).toMatch(/\w+ \w+/);
        return;
      }
      const runner = RUNNERS.find(([known, page]) => known === language && page.test(place));
      expect(runner?.[2], `no test runs ${language} of this page`).toBeDefined();
      await expect(readFile(join(ROOT, runner?.[2] ?? ''), 'utf8')).resolves.not.toBe('');
    },
  );

  const json = samples.filter(({ language }) => language === 'json');
  test.each(json.map(({ place, text }) => [place, JSON.parse(text)]))(
    '%s is an auth.json or a part of one, the configuration of a build, or what a platform hands over',
    (_, value) => {
      const { AuthBridgeAddon, session, apiConfig, ...others } = value;
      if (AuthBridgeAddon) {
        expect(value).toEqual({ AuthBridgeAddon: { config: 'auth.json' } });
      } else if (session) {
        expect(parseHostSession(session)).toEqual(session);
        expect(Object.keys(others)).toEqual(['data']);
      } else if (apiConfig) {
        const { credential, roles } = readHostData(value);
        expect(credential).toMatchObject(apiConfig);
        expect(roles.length).toBeGreaterThan(0);
      } else {
        expect(Object.keys(value).some((key) => CONFIG_KEYS.includes(key))).toBe(true);
        const config = { providers: { platform: PLATFORM }, ...value };
        expect(parseConfig(config)).toMatchObject({ ok: true });
      }
    },
  );
});
