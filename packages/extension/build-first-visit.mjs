/** Bundles the script that the addon writes into the pages of sites with a `token` provider: one classic script. */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

await build({
  entryPoints: [path('src/first-visit/first-visit.ts')],
  outfile: path('dist/first-visit.js'),
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
});
