import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { JUPYTER, PYODIDE } from '../../scripts/lib/e2e-site.mjs';
import { demoAuth } from './demo-auth.js';

const run = promisify(execFile);

/** For a site whose owner has installed the wheel, and configured nothing. */
export const NO_AUTH = {};

/** A site that somebody else built with our wheel. */
export interface StrangeSite {
  readonly root: string;
  /** Builds it again, as after a change; with another auth.json, or with none. */
  build(auth?: unknown): Promise<void>;
  /** Rejects where `jupyter lite check` finds a fault. */
  check(): Promise<void>;
  remove(): Promise<void>;
}

/** What a site owner has: the `jupyter` command with our wheel installed, and a copy of Pyodide. */
export interface Tools {
  readonly jupyter: string;
  readonly pyodide: string;
}

/**
 * Builds a site in a folder that has nothing of this repository: an auth.json,
 * the build's configuration, and Pyodide, which would else come from a CDN.
 * @param auth its auth.json; default: the demo site's
 */
export async function buildStrangeSite(
  auth?: unknown,
  { jupyter, pyodide }: Tools = { jupyter: JUPYTER, pyodide: PYODIDE },
): Promise<StrangeSite> {
  const folder = await mkdtemp(join(tmpdir(), 'strange-site-'));
  await cp(pyodide, join(folder, 'static', 'pyodide'), { recursive: true });
  const configure = async (auth: unknown) => {
    await writeFile(join(folder, 'auth.json'), JSON.stringify(auth));
    const config = auth === NO_AUTH ? {} : { AuthBridgeAddon: { config: 'auth.json' } };
    await writeFile(join(folder, 'jupyter_lite_config.json'), JSON.stringify(config));
  };
  const lite = {
    'jupyter-lite-schema-version': 0,
    'jupyter-config-data': { exposeAppInBrowser: true },
  };
  await writeFile(join(folder, 'jupyter-lite.json'), JSON.stringify(lite));
  const build = async (auth?: unknown) => {
    if (auth !== undefined) await configure(auth);
    await run(jupyter, ['lite', 'build'], { cwd: folder });
  };
  await build(auth ?? (await demoAuth()));
  return {
    root: join(folder, '_output'),
    build,
    check: async () => {
      await run(jupyter, ['lite', 'check'], { cwd: folder });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
