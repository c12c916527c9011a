import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BAKE_SITE, BUILT_SITE, PYTHON } from '../../scripts/lib/e2e-site.mjs';
import { demoAuth } from './demo-auth.js';

const run = promisify(execFile);

/** The site that `npm test` has built, with another auth.json: what the addon writes for that is its own. */
export interface BakedSite {
  /** Folder of the site; no other test has it. */
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * Makes a site as `jupyter lite build` would for this auth.json, by the addon alone: JupyterLite is
 * the one of the site that is built already, which takes several seconds less.
 * @param auth its auth.json; default: the demo site's
 */
export async function bakeSite(auth?: unknown): Promise<BakedSite> {
  const folder = await mkdtemp(join(tmpdir(), 'baked-site-'));
  const [path, root] = [join(folder, 'auth.json'), join(folder, 'site')];
  await writeFile(path, JSON.stringify(auth ?? (await demoAuth())));
  await run(PYTHON, [BAKE_SITE, '--expose-app', BUILT_SITE, path, root]);
  return { root, remove: () => rm(folder, { recursive: true, force: true }) };
}
