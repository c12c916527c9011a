import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUILD, JUPYTER, NODE_MODULES, PYODIDE, VENV } from '../../scripts/lib/paths.mjs';

const run = promisify(execFile);
const PAGES = new URL('../pages/', import.meta.url);
const PEER_WORKER = join(NODE_MODULES, '@axa-fr', 'oidc-client-service-worker', 'dist');
const EXTENSIONS = join(VENV, 'share', 'jupyter', 'labextensions', '@jupyterlite');
const KERNEL_EXTENSION = join(EXTENSIONS, 'pyodide-kernel-extension');

/** Folders of the built sites: with the bridge, and as JupyterLite makes it without. */
export const SITES = { ours: join(BUILD, 'bench', 'ours'), stock: join(BUILD, 'bench', 'stock') };

/**
 * What each variant serves, by name: a site of SITES, and files beside it.
 *
 * @param {string} issuer
 * @param {string} api origin
 * @returns {Promise<{ sites: Record<string, string>, files: Record<string, Record<string, string>> }>}
 */
export async function variants(issuer, api) {
  const shared = {
    '/bench/page.html': await read('page.html'),
    '/bench/caller.js': await read('caller.js'),
    '/bench/common.js': await read('common.js'),
  };
  /** @param {string} script */
  const files = async (script) => ({ ...shared, '/bench/page.js': await read(script) });
  return {
    sites: {
      ...{ none: SITES.stock, stock: SITES.stock, floor: SITES.stock, peer: SITES.stock },
      ours: SITES.ours,
    },
    files: {
      none: await files('none.js'),
      stock: await files('stock.js'),
      floor: { ...(await files('floor.js')), '/floor-worker.js': await read('floor-worker.js') },
      peer: { ...shared, ...(await peerFiles(issuer, api)) },
      ours: await files('ours.js'),
    },
  };
}

/**
 * @param {string} issuer
 * @param {string} api
 */
async function peerFiles(issuer, api) {
  const { outputFiles } = await build({
    entryPoints: [new URL('peer.src.js', PAGES).pathname],
    bundle: true,
    format: 'esm',
    write: false,
    define: { PEER_AUTHORITY: JSON.stringify(issuer) },
  });
  const domains = { oidcDomains: [new URL(issuer).origin], accessTokenDomains: [`${api}/api`] };
  return {
    '/bench/page.js': outputFiles[0]?.text ?? '',
    '/OidcServiceWorker.js': await readFile(join(PEER_WORKER, 'OidcServiceWorker.js'), 'utf8'),
    '/OidcTrustedDomains.js': `const trustedDomains = ${JSON.stringify({ default: domains })};`,
  };
}

/**
 * Builds both sites. Once the servers run: the addresses are part of one.
 *
 * @param {string} issuer
 * @param {string} api origin
 */
export async function buildSites(issuer, api) {
  const auth = {
    providers: {
      platform: { type: 'oidc', issuer, clientId: 'bench', signIn: ['redirect', 'device'] },
    },
    apis: [
      { url: `${api}/api/`, provider: 'platform' },
      { url: `${new URL(issuer).origin}/api/`, provider: 'platform' },
    ],
  };
  const without = {
    LiteBuildConfig: {
      ignore_sys_prefix: ['federated_extensions'],
      federated_extensions: [KERNEL_EXTENSION],
    },
  };
  await buildSite(SITES.ours, { AuthBridgeAddon: { config: 'auth.json' } }, auth);
  await buildSite(SITES.stock, without);
}

/**
 * @param {string} output
 * @param {object} config of `jupyter lite build`
 * @param {object} [auth]
 */
async function buildSite(output, config, auth) {
  const source = `${output}-source`;
  await rm(source, { recursive: true, force: true });
  await rm(output, { recursive: true, force: true });
  await mkdir(join(source, 'files'), { recursive: true });
  await cp(PYODIDE, join(source, 'static', 'pyodide'), { recursive: true });
  const lite = {
    'jupyter-lite-schema-version': 0,
    'jupyter-config-data': { exposeAppInBrowser: true },
  };
  const kernelspec = { name: 'python', display_name: 'Python (Pyodide)', language: 'python' };
  const notebook = { cells: [], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  await writeJson(join(source, 'jupyter-lite.json'), lite);
  await writeJson(join(source, 'jupyter_lite_config.json'), config);
  await writeJson(join(source, 'files', 'bench.ipynb'), notebook);
  if (auth) await writeJson(join(source, 'auth.json'), auth);
  await run(JUPYTER, ['lite', 'build', '--contents', 'files', '--output-dir', output], {
    cwd: source,
  });
}

/** @param {string} name */
function read(name) {
  return readFile(new URL(name, PAGES), 'utf8');
}

/**
 * @param {string} path
 * @param {unknown} value
 */
async function writeJson(path, value) {
  await writeFile(path, JSON.stringify(value));
}
