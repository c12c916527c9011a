import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * Bundles the script for the pages of sites with a `token` provider into one
 * classic script, which the addon writes into them.
 * @param {string} outfile
 */
export async function bundleFirstVisit(outfile) {
  return build({
    entryPoints: [fileURLToPath(new URL('src/first-visit/first-visit.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
