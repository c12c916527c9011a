import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * Bundles the SDK into one module, for pages that have no bundler.
 * @param {string} outfile
 */
export async function bundleHost(outfile) {
  return build({
    entryPoints: [fileURLToPath(new URL('src/index.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
