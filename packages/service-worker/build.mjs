import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url);
/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, here));

/** As in `src/variants/features.ts`. */
const FEATURES = ['oidc', 'typed', 'labarchives', 'host', 'strict'];

/**
 * Modules that only some auth.json need, and the features that need them.
 * Where none of those is in a script, the module of the same name in
 * `src/variants/left-out` takes the place.
 *
 * @type {readonly (readonly [string, ...string[]])[]}
 */
const OPTIONAL = [
  ['src/sessions/renewal.ts', 'oidc', 'host'],
  ['src/flows/oidc-flow.ts', 'oidc'],
  ['src/flows/load-oauth.ts', 'oidc'],
  ['src/capture/find-endpoint.ts', 'oidc'],
  ['src/flows/typed-flow.ts', 'typed'],
  ['src/labarchives/labarchives-flow.ts', 'labarchives'],
  ['src/labarchives/signed-url.ts', 'labarchives'],
  ['src/pages/answer-navigation.ts', 'oidc', 'typed', 'labarchives'],
  ['src/pages/form-page.ts', 'typed', 'labarchives'],
  ['src/host/accept-host.ts', 'host'],
  ['src/host/host-channels.ts', 'host'],
  ['src/host/host-data.ts', 'host'],
  ['src/host/launches.ts', 'host'],
  ['src/host/mat3ra-account.ts', 'host'],
  ['src/pages/launch-code.ts', 'host'],
  ['src/attach/ask-user.ts', 'strict'],
  ['src/rules/roles.ts', 'strict'],
  ['src/sealed/policy.ts', 'strict'],
  ['src/sealed/sealing.ts', 'strict'],
  ['src/vault/questions.ts', 'strict'],
];

/** Modules that the second script does not have itself: the worker hands over what is in them. */
const OF_THE_CORE = ['../protocol/lib/bridge-error.js', 'src/flows/oauth-error.ts'];

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  // Or each field of a constructor's parameters is declared once more: some 100 bytes.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  logLevel: 'warning',
};

/**
 * Bundles the worker, into one classic script for each combination of features,
 * and the second script, which an auth.json with an OIDC provider needs. The
 * AUTH_BRIDGE_… of `main.ts` stay free: the addon wraps the script in a function
 * that has them as parameters.
 * @param {string} [outdir]
 */
export async function buildServiceWorker(outdir = path('dist')) {
  await Promise.all([
    ...combinations().map((features) => buildWorker(join(outdir, fileName(features)), features)),
    buildOAuthPart(join(outdir, 'oauth.js')),
  ]);
}

/** @returns {string[][]} every choice of features */
function combinations() {
  return FEATURES.reduce(
    (/** @type {string[][]} */ all, feature) => [...all, ...all.map((some) => [...some, feature])],
    [[]],
  );
}

/**
 * The script that has these features; the addon (`variants.py`) finds it by the same words.
 *
 * @param {readonly string[]} features in the order of `FEATURES`
 */
function fileName(features) {
  return ['bridge', ...features, 'js'].join('.');
}

/**
 * @param {string} outfile
 * @param {readonly string[]} features
 */
async function buildWorker(outfile, features) {
  const isLeftOut = (/** @type {string} */ name) => !features.includes(name);
  const modules = OPTIONAL.filter(([, ...needers]) => needers.every(isLeftOut));
  await build({
    ...COMMON,
    entryPoints: [path('src/main.ts')],
    outfile,
    define: { AUTH_BRIDGE_LEFT_OUT: JSON.stringify(FEATURES.filter(isLeftOut).join(' ')) },
    plugins: [
      replace(
        modules.map(([module]) => module),
        'src/variants/left-out',
      ),
    ],
  });
}

/**
 * A function in the global, which `src/flows/load-oauth.ts` takes and calls.
 * @param {string} outfile
 */
async function buildOAuthPart(outfile) {
  await build({
    ...COMMON,
    // Not by `globalName`, which has the script bring helpers that nothing here needs.
    stdin: {
      contents: 'import { oauthPart } from "./src/oauth/part.ts"; part = oauthPart;',
      resolveDir: path('.'),
    },
    outfile,
    banner: { js: 'self.authBridgeOAuth=function(AUTH_BRIDGE_CORE){var part;' },
    footer: { js: 'return part};' },
    plugins: [replace(OF_THE_CORE, 'src/oauth/core')],
  });
}

/**
 * Puts the file of the same name in `folder` in the place of each module.
 * @param {readonly string[]} modules
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
function replace(modules, folder) {
  const replaced = modules.map(path);
  return {
    name: 'replace',
    setup({ onLoad }) {
      onLoad({ filter: /\.[jt]s$/ }, async (file) => {
        if (!replaced.includes(file.path)) return undefined;
        const name = file.path.replace(/^.*[\\/](.*)\.[jt]s$/, '$1.ts');
        const resolveDir = path(folder);
        return {
          contents: await readFile(join(resolveDir, name), 'utf8'),
          loader: 'ts',
          resolveDir,
        };
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildServiceWorker(process.argv[2]);
}
