import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';
import { SITE_ROOT } from '../../scripts/lib/e2e-site.mjs';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import type { Engine } from './engine.js';

const WORKER = 'service-worker.js';
const STARTED = 'e2e-worker-started';

/** Tells the web host of each start of the worker, in a path that no site has. */
const TELL_START = `if ('registration' in self) void fetch(new URL('${STARTED}', registration.scope));\n`;

/** The built site and its platform; the web host knows how often the worker was started. */
export interface EngineStack extends Stack {
  /** How often a browser has started the site's service worker so far. */
  workerStarts(): number;
}

/** Serves a copy of the built site; only the worker has something of the tests in front of it. */
export async function startEngineStack(
  { workerPrelude = '' }: Engine,
  options: Partial<DevPlatformOptions> = {},
): Promise<EngineStack> {
  const root = await mkdtemp(join(tmpdir(), 'engine-site-'));
  for (const name of await readdir(SITE_ROOT)) {
    if (name !== WORKER) await symlink(join(SITE_ROOT, name), join(root, name));
  }
  const worker = await readFile(join(SITE_ROOT, WORKER), 'utf8');
  await writeFile(join(root, WORKER), TELL_START + workerPrelude + worker);
  const stack = await startStack(options, root);
  return {
    ...stack,
    workerStarts: () => stack.siteReceived.filter((path) => path === `/${STARTED}`).length,
    stop: async () => {
      await stack.stop();
      await rm(root, { recursive: true });
    },
  };
}
