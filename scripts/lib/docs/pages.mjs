import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { PACKAGES, ROOT } from '../paths.mjs';
import { configurationPage } from './configuration.mjs';
import { helpPage } from './help.mjs';
import { withLanes } from './lanes.mjs';
import { protocolPage } from './protocol.mjs';

const PROTOCOL = join(PACKAGES, 'protocol');
const TROUBLESHOOTING = join(ROOT, 'docs', 'troubleshooting.md');
const ADDON_PAGES = 'packages/addon/jupyterlite_auth_bridge/pages';

/**
 * The pages of the documentation that are made from the code.
 *
 * @returns {Promise<readonly { readonly path: string, readonly text: string }[]>} `path` is absolute
 */
export async function madePages() {
  const schema = await readFile(join(PROTOCOL, 'schema', 'auth-config.v1.schema.json'), 'utf8');
  return Promise.all([
    page('docs/configuration.md', configurationPage(JSON.parse(schema))),
    page(`${ADDON_PAGES}/help.html`, helpPage(await readFile(TROUBLESHOOTING, 'utf8'))),
    page('PROTOCOL.md', protocolPage(await protocolSources())),
    page('CONTRIBUTING.md', withLanes(await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))),
  ]);
}

async function protocolSources() {
  const folder = join(PROTOCOL, 'src');
  const names = (await readdir(folder)).filter((name) => /^[^.]*\.ts$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
}

/**
 * @param {string} name relative to the repository
 * @param {string} content
 */
async function page(name, content) {
  const path = join(ROOT, name);
  const options = await resolveConfig(path);
  return { path, text: await format(content, { ...options, filepath: path }) };
}
