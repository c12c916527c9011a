/** Bundles the SDK into one module, for pages that have no bundler. */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

await build({
  entryPoints: [path('src/index.ts')],
  outfile: path('dist/host.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
});
