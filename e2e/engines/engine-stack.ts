import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';
import { SITE_ROOT } from '../../scripts/lib/e2e-site.mjs';
import { startStack } from '../harness/site.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import type { Stack } from '../harness/site.js';
import type { Engine } from './engine.js';
import { KEEPER_PRELUDE, PULLED, say } from './keeper-control.js';

const WORKER = 'service-worker.js';
const STARTED = 'e2e-worker-started';
const CLOCK = 'e2e-clock';

/** Tells the web host of each start of the worker, in a path that no site has; puts the worker's clock forward when told. */
const PRELUDE = `if ('registration' in self) {
  void fetch(new URL('${STARTED}', registration.scope));
  const { now } = Date;
  const clock = new BroadcastChannel('${CLOCK}');
  clock.onmessage = ({ data }) => {
    Date.now = () => now() + data;
    clock.postMessage('done');
  };
}
${KEEPER_PRELUDE}`;

/** A built site and its platform; the web host knows how often the worker was started. */
export interface EngineStack extends Stack {
  /** How often a browser has started the site's service worker so far. */
  workerStarts(): number;
  /** How often a keeper has got the worker's state. */
  keeperPulls(): number;
  /** Puts another build of the site onto the web host. */
  publish(root: string): Promise<void>;
}

/** Serves a copy of the built site, or of that in `root`; only the worker has something of the tests in front of it. */
export async function startEngineStack(
  { workerPrelude = '' }: Engine,
  root = SITE_ROOT,
  options: Partial<DevPlatformOptions> = {},
): Promise<EngineStack> {
  const served = await mkdtemp(join(tmpdir(), 'engine-site-'));
  const publish = async (from: string) => {
    for (const name of await readdir(served)) await rm(join(served, name));
    for (const name of await readdir(from)) {
      if (name !== WORKER) await symlink(join(from, name), join(served, name));
    }
    const worker = await readFile(join(from, WORKER), 'utf8');
    await writeFile(join(served, WORKER), PRELUDE + workerPrelude + worker);
  };
  await publish(root);
  const stack = await startStack(options, served);
  const times = (path: string) => stack.siteReceived.filter((each) => each === `/${path}`).length;
  return {
    ...stack,
    workerStarts: () => times(STARTED),
    keeperPulls: () => times(PULLED),
    publish,
    stop: async () => {
      await stack.stop();
      await rm(served, { recursive: true });
    },
  };
}

/** Puts the clock of the worker, which has to run, forward by `ms`; after its next start it has the true time again. */
export async function putClockForward(page: ScriptFrame, ms: number): Promise<void> {
  await say(page, CLOCK, ms);
}
