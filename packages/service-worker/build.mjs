import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url);
/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, here));

/**
 * A worker's script for some auth.json: `features` are those of `src/variants/features.ts`.
 *
 * @typedef {object} Variant
 * @property {string} file
 * @property {readonly string[]} features
 */

/**
 * Modules that only some auth.json need, and the features that need them.
 * Where none of those is in a variant, the module of the same name in
 * `src/variants/left-out` takes the place.
 *
 * @type {readonly (readonly [string, ...string[]])[]}
 */
const OPTIONAL = [
  ['src/flows/oidc-flow.ts', 'oidc'],
  ['src/flows/authorization-code.ts', 'oidc'],
  ['src/capture/find-endpoint.ts', 'oidc'],
  ['src/capture/token-endpoint.ts', 'oidc'],
  ['../protocol/lib/parse-config-oidc.js', 'oidc'],
  ['src/flows/dpop.ts', 'dpop'],
  ['src/flows/typed-flow.ts', 'typed'],
  ['src/labarchives/labarchives-flow.ts', 'labarchives'],
  ['src/labarchives/signed-url.ts', 'labarchives'],
  ['src/pages/form-page.ts', 'typed', 'labarchives'],
];

/**
 * Bundles the worker, each variant into one classic script, and writes
 * `variants.json`, by which the addon chooses. AUTH_BRIDGE_CONFIG,
 * AUTH_BRIDGE_BUILD and AUTH_BRIDGE_PYODIDE stay free: the addon wraps the
 * script in a function that has them as parameters.
 * @param {string} [outdir]
 */
export async function buildServiceWorker(outdir = path('dist')) {
  const list = await readFile(path('src/variants/variants.json'), 'utf8');
  /** @type {readonly Variant[]} */
  const variants = JSON.parse(list);
  const features = new Set(variants.flatMap((variant) => variant.features));
  for (const variant of variants) {
    const leftOut = [...features].filter((name) => !variant.features.includes(name));
    await buildVariant(join(outdir, variant.file), leftOut);
  }
  await writeFile(join(outdir, 'variants.json'), list);
}

/**
 * @param {string} outfile
 * @param {readonly string[]} leftOut features
 */
async function buildVariant(outfile, leftOut) {
  await build({
    entryPoints: [path('src/main.ts')],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    define: { AUTH_BRIDGE_LEFT_OUT: JSON.stringify(leftOut.join(' ')) },
    plugins: [leaveOut(leftOut)],
  });
}

/**
 * @param {readonly string[]} features
 * @returns {import('esbuild').Plugin}
 */
function leaveOut(features) {
  const modules = OPTIONAL.filter(([, ...needers]) =>
    needers.every((name) => features.includes(name)),
  ).map(([module]) => path(module));
  return {
    name: 'leave-out',
    setup({ onLoad }) {
      onLoad({ filter: /\.[jt]s$/ }, async (file) => {
        if (!modules.includes(file.path)) return undefined;
        const name = file.path.replace(/^.*[\\/](.*)\.[jt]s$/, '$1.ts');
        const resolveDir = path('src/variants/left-out');
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
