import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { samplesIn } from './docs/samples.mjs';
import { NODE_MODULES, NPM_DIST, PACKAGES, ROOT } from './paths.mjs';

const run = promisify(execFile);
/** As in package.json, `make:npm-packages`. */
const PUBLISHED = ['protocol', 'host', 'mock-provider'];
const TSC = join(NODE_MODULES, 'typescript', 'bin', 'tsc');
const TYPES = join(NODE_MODULES, '@types');
/** What packages have besides their compiled sources. */
const MORE = new Map([
  ['protocol', ['schema/auth-config.v1.schema.json']],
  ['host', ['dist/host.js']],
]);
// The compiler and npm are slow where other tests run beside them.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const { version } = await readJson(join(ROOT, 'package.json'));

/** A project of somebody else, who has the packed packages and nothing of this repository. @type {string} */
let project;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'npm-packages-'));
  await write('package.json', JSON.stringify({ type: 'module' }));
  const npm = (/** @type {string[]} */ ...args) => run('npm', args, { cwd: project });
  await npm('pack', '--pack-destination', project, join(NODE_MODULES, 'jose'));
  const [jose = ''] = (await readdir(project)).filter((name) => name.endsWith('.tgz'));
  // No registry and nothing of an earlier install: all that they need is in these files.
  const alone = ['--offline', '--registry=http://localhost:9', '--cache=cache', '--ignore-scripts'];
  await npm('install', ...alone, jose, ...PUBLISHED.map(packed));
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** @param {string} name */
function packed(name) {
  return join(NPM_DIST, `jupyterlite-auth-bridge-${name}-${version}.tgz`);
}

/** @param {string} name */
function installed(name) {
  return join(project, 'node_modules', '@jupyterlite-auth-bridge', name);
}

/**
 * @param {string} name
 * @param {string} text
 */
async function write(name, text) {
  await writeFile(join(project, name), text);
}

/** @param {string} path */
async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** @param {string} folder */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

test('what is packed is what is built, and nothing is left of other versions', async () => {
  const names = await readdir(NPM_DIST).catch(() => []);
  expect(names.sort(), 'run `npm run build`').toEqual(
    PUBLISHED.map((name) => packed(name).slice(NPM_DIST.length + 1)).sort(),
  );
});

describe.each(PUBLISHED)('the package %s', (name) => {
  test('has its compiled sources, licence, README, and nothing else', async () => {
    const sources = (await filesBelow(join(PACKAGES, name, 'src'))).filter(
      (path) => !/\.test\.ts$|^testing\//.test(path),
    );
    const compiled = sources.flatMap((path) =>
      ['.js', '.js.map', '.d.ts'].map((end) => `lib/${path.replace(/\.ts$/, end)}`),
    );
    const expected = [
      ...compiled,
      'LICENSE',
      'README.md',
      'package.json',
      ...(MORE.get(name) ?? []),
    ];
    expect((await filesBelow(installed(name))).sort()).toEqual(expected.sort());
    const licence = (/** @type {string} */ folder) => readFile(join(folder, 'LICENSE'), 'utf8');
    expect(await licence(installed(name))).toBe(await licence(ROOT));
  });

  test('tells nothing of the machine that built it; its source maps bring their sources', async () => {
    for (const path of await filesBelow(installed(name))) {
      const text = await readFile(join(installed(name), path), 'utf8');
      for (const secret of [ROOT, homedir(), tmpdir(), 'file://']) {
        expect(text.includes(`${secret}/`), `${path}: ${secret}`).toBe(false);
      }
      if (!path.endsWith('.map')) continue;
      const { sources, sourcesContent } = JSON.parse(text);
      expect(sourcesContent, path).toHaveLength(sources.length);
      expect(sources.join(), path).toMatch(/^(\.\.\/)+src\/[\w/.-]+\.ts$/);
    }
  });

  test('says what a registry asks for, and has no link that leads nowhere there', async () => {
    const manifest = await readJson(join(installed(name), 'package.json'));
    expect(manifest).toMatchObject({
      name: `@jupyterlite-auth-bridge/${name}`,
      version,
      license: 'BSD-3-Clause',
      publishConfig: { access: 'public' },
    });
    expect(manifest.private).toBeUndefined();
    expect(manifest.description).toMatch(/.{30}/);
    const readme = await readFile(join(installed(name), 'README.md'), 'utf8');
    expect(readme.match(/\]\((?!https:|#)[^)]*\)/g)).toBeNull();
  });

  test('is imported by Node, with all that its source exports', async () => {
    const expected = Object.keys(await import(`../../packages/${name}/lib/index.js`)).sort();
    const script = `console.log(JSON.stringify(Object.keys(await import('@jupyterlite-auth-bridge/${name}')).sort()))`;
    await write('exports.js', script);
    const { stdout } = await run(process.execPath, ['exports.js'], { cwd: project });
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});

test('the other entries are there: the bundle for pages, the schema', async () => {
  await write(
    'entries.js',
    `import { createNotebookHost } from '@jupyterlite-auth-bridge/host/host.js';
import schema from '@jupyterlite-auth-bridge/protocol/schema/auth-config.v1.schema.json' with { type: 'json' };
console.log(typeof createNotebookHost, schema.title);`,
  );
  const { stdout } = await run(process.execPath, ['entries.js'], { cwd: project });
  const schema = await readJson(join(PACKAGES, 'protocol/schema/auth-config.v1.schema.json'));
  expect(stdout).toBe(`function ${schema.title}\n`);
});

/** A use of each package that has to compile, and one of each that must not. */
const USES = `import { createNotebookHost, openNotebook } from '@jupyterlite-auth-bridge/host';
import type { HostSession, NotebookHost } from '@jupyterlite-auth-bridge/host';
import { MockProvider, refusal } from '@jupyterlite-auth-bridge/mock-provider';
import { parseConfigText } from '@jupyterlite-auth-bridge/protocol';
import type { AuthConfig } from '@jupyterlite-auth-bridge/protocol';

declare const frame: HTMLIFrameElement;
const session: HostSession = { accountId: 'a', authToken: 'b' };
const options = { origin: 'https://notebooks.example', getSession: () => session };
export const host: NotebookHost = createNotebookHost(frame, options);
openNotebook('https://notebooks.example/lab/', { getSession: () => null });
const parsed = parseConfigText('{}');
export const config: AuthConfig | undefined = parsed.ok ? parsed.config : undefined;
const provider: MockProvider = await MockProvider.start({ clientId: 'c' });
provider.fault('token', refusal('invalid_grant'), 1);
export const issuer: string = provider.issuer;
// @ts-expect-error -- the origin is missing
createNotebookHost(frame, { getSession: () => session });
// @ts-expect-error -- the configuration is there where it is ok
void parsed.config;
// @ts-expect-error -- no such endpoint
provider.fault(1, refusal('invalid_grant'));
`;

test.each([
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
])('their types are found and hold, with moduleResolution %s', async (moduleResolution, module) => {
  await write('uses.ts', USES);
  await compile(`uses.${moduleResolution}.json`, {
    moduleResolution,
    module,
    strict: true,
    skipLibCheck: false,
    files: ['uses.ts'],
  });
});

/**
 * @param {string} name of the tsconfig
 * @param {{ files: string[], [option: string]: unknown }} options
 */
async function compile(name, { files, ...compilerOptions }) {
  const common = { noEmit: true, target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'] };
  const types = { typeRoots: [TYPES], types: ['node'] };
  const config = { compilerOptions: { ...common, ...types, ...compilerOptions }, files };
  await write(name, JSON.stringify(config));
  const { stdout } = await run(process.execPath, [TSC, '-p', name], { cwd: project }).catch(
    (error) => error,
  );
  expect(stdout).toBe('');
}

describe("the READMEs' samples", () => {
  test('of the host compile, in a page that has what they are about', async () => {
    const samples = await samplesIn('packages/host/README.md');
    const scripts = samples.filter(({ language }) => language === 'js');
    expect(scripts.length).toBeGreaterThan(1);
    for (const [i, { text }] of scripts.entries()) {
      // The first one has an import; the later ones go on from it.
      const start = text.includes('import ') ? '' : GIVEN;
      await write(`host-${i}.js`, `${start}${text}`);
    }
    // Not strictly: a page knows that it has the elements it looks for.
    const files = scripts.map((_, i) => `host-${i}.js`);
    const settings = { moduleResolution: 'bundler', module: 'esnext', allowJs: true };
    await compile('host.json', { ...settings, checkJs: true, noImplicitAny: true, files });
  });

  test('of the mock provider pass as they stand, and can fail', async () => {
    const [sample] = await samplesIn('packages/mock-provider/README.md');
    const text = sample?.text ?? '';
    expect(await nodeTest('example.test.js', text)).toMatch(/^# pass 4$.*^# fail 0$/ms);
    const wrong = text.replace('replays, 1', 'replays, 2');
    expect(await nodeTest('wrong.test.js', wrong)).toMatch(/^# pass 3$.*^# fail 1$/ms);
  });

  test('of the protocol says what is wrong', async () => {
    const [sample] = await samplesIn('packages/protocol/README.md');
    await write('protocol.js', sample?.text ?? '');
    const { stderr } = await run(process.execPath, ['protocol.js'], { cwd: project });
    expect(stderr).toBe(`/apis/0/provider "p" the id of a provider in 'providers'\n`);
  });
});

const GIVEN = `import { createNotebookHost, openNotebook } from '@jupyterlite-auth-bridge/host';
const button = document.createElement('button');
/** @type {import('@jupyterlite-auth-bridge/host').OpenNotebookOptions} */
const options = { getSession: () => null };
`;

/**
 * @param {string} name
 * @param {string} source
 * @returns {Promise<string>} what `node --test` prints
 */
async function nodeTest(name, source) {
  await write(name, source);
  const args = ['--test', '--test-reporter=tap', name];
  const { stdout } = await run(process.execPath, args, { cwd: project }).catch((error) => error);
  return stdout;
}
