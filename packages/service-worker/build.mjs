import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url);
/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, here));

/**
 * Bundles the worker into one classic script. AUTH_BRIDGE_CONFIG and
 * AUTH_BRIDGE_BUILD stay free: the addon wraps the script in a function that
 * has them as parameters.
 * @param {string} [outfile]
 */
export async function buildServiceWorker(outfile = path('dist/auth-bridge.js')) {
  return build({
    entryPoints: [path('src/main.ts')],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServiceWorker();
