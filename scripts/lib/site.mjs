import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PYODIDE } from './kernel-wheels.mjs';
import { BUILD, DIST, ROOT, VENV, shown } from './paths.mjs';
import { pip } from './python-env.mjs';
import { onlyWheel } from './python-wheel.mjs';
import { runCommand } from './run-command.mjs';
import { moveToPort } from './site-config.mjs';
import { runStep } from './steps.mjs';

const CONFIG = join(ROOT, 'lite-config');
const BUILD_CONFIG = join(ROOT, 'jupyter_lite_config.json');

/**
 * @typedef {object} Site
 * @property {number} port that it is served on; the platform's is the next
 * @property {boolean} exposeApp whether scripts of the page reach JupyterLab as `jupyterapp`: tests only
 */

/**
 * @param {number} port
 * @returns {string} folder of the built site
 */
export function siteRoot(port) {
  return join(BUILD, `site-${port}`);
}

/**
 * @param {number} port
 * @returns {string} folder of what the site is made of
 */
export function liteDirOf(port) {
  return join(BUILD, `lite-${port}`);
}

/**
 * Builds the demo site with the wheel in `dist/`, as any site owner would.
 *
 * @param {Site} site
 * @param {import('./steps.mjs').Context} context
 */
export async function buildSite(site, context) {
  await installWheel(context);
  await runStep(
    {
      id: `site-${site.port}`,
      title: `Demo site for port ${site.port}`,
      module: import.meta.url,
      values: [JSON.stringify(site)],
      files: [CONFIG, BUILD_CONFIG, DIST, PYODIDE, join(ROOT, 'requirements', 'build.txt')],
      target: siteRoot(site.port),
      build: async (output) => {
        const liteDir = await makeLiteDir(site);
        // It would take the site's configuration for merged already into an output that is new.
        await rm(join(ROOT, '.jupyterlite.doit.db'), { force: true });
        await jupyterLite('build', site, liteDir, output, context);
        await jupyterLite('check', site, liteDir, output, context);
      },
    },
    context,
  );
}

/** @param {import('./steps.mjs').Context} context */
async function installWheel(context) {
  await runStep(
    {
      id: 'install-wheel',
      title: 'Installing the wheel',
      module: import.meta.url,
      values: [],
      files: [DIST, join(ROOT, 'requirements', 'build.txt')],
      target: VENV,
      inPlace: true,
      stamp: join(VENV, '.auth-bridge-wheel-stamp'),
      build: async () => {
        const { path } = await onlyWheel(DIST);
        await pip(['install', '--no-deps', '--no-index', '--force-reinstall', path], {
          log: 'install-wheel',
          signal: context.signal,
          what: 'Installing the wheel',
        });
      },
    },
    context,
  );
}

/**
 * What the site is made of, apart from the notebooks: configuration for its port, and Pyodide.
 *
 * @param {Site} site
 * @returns {Promise<string>} the folder
 */
async function makeLiteDir({ port, exposeApp }) {
  const liteDir = liteDirOf(port);
  await rm(liteDir, { recursive: true, force: true });
  await mkdir(join(liteDir, 'static'), { recursive: true });
  await cp(PYODIDE, join(liteDir, 'static', 'pyodide'), { recursive: true });

  const lite = await readJson(join(CONFIG, 'jupyter-lite.json'));
  if (exposeApp) lite['jupyter-config-data'].exposeAppInBrowser = true;
  await writeJson(join(liteDir, 'jupyter-lite.json'), lite);
  const auth = await readJson(join(CONFIG, 'auth.json'));
  await writeJson(join(liteDir, 'auth.json'), moveToPort(auth, port));
  return liteDir;
}

/**
 * @param {'build' | 'check'} verb
 * @param {Site} site
 * @param {string} liteDir
 * @param {string} output
 * @param {import('./steps.mjs').Context} context
 */
async function jupyterLite(verb, { port }, liteDir, output, context) {
  const folders = ['--lite-dir', liteDir, '--output-dir', output];
  await runCommand(
    join(VENV, 'bin', 'jupyter'),
    ['lite', verb, '--config', shown(BUILD_CONFIG), ...folders]
      .concat('--contents', join(CONFIG, 'notebooks'))
      .concat(`--AuthBridgeAddon.config=${join(liteDir, 'auth.json')}`),
    {
      log: `site-${port}-${verb}`,
      signal: context.signal,
      what: verb === 'build' ? 'Building the demo site' : 'Checking the demo site',
    },
  );
}

/** @param {string} path */
async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/**
 * @param {string} path
 * @param {unknown} value
 */
async function writeJson(path, value) {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
