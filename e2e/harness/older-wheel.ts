import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DIST, PYTHON, WHEEL_ENV } from '../../scripts/lib/e2e-site.mjs';
import { onlyWheel } from '../../scripts/lib/only-wheel.mjs';

const run = promisify(execFile);

/** The environment of a site owner who has an older wheel. */
export interface OlderWheel {
  readonly jupyter: string;
  /** Installs the wheel of today over it. */
  upgrade(): Promise<void>;
  remove(): Promise<void>;
}

/** Builds a wheel with a lower version and other scripts, and installs it beside JupyterLite. */
export async function installOlderWheel(): Promise<OlderWheel> {
  const folder = await mkdtemp(join(tmpdir(), 'older-wheel-'));
  await run(PYTHON, [WHEEL_ENV, folder]);
  const bin = join(folder, 'env', 'bin');
  return {
    jupyter: join(bin, 'jupyter'),
    upgrade: async () => {
      const { path } = await onlyWheel(DIST);
      await run(join(bin, 'pip'), ['install', '--no-index', '--upgrade', path]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
