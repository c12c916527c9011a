import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DevPlatformOptions } from '@jupyterlite-auth-bridge/dev-platform';
import { SITE_ROOT } from '../../scripts/lib/e2e-site.mjs';
import { startStack } from '../harness/site.js';
import type { Stack } from '../harness/site.js';
import type { ScriptFrame } from '../harness/script-frame.js';
import type { Engine } from './engine.js';

const WORKER = 'service-worker.js';
const STARTED = 'e2e-worker-started';
const PULLED = 'e2e-keeper-pulled';
const STOP_KEEPER = 'e2e-stop-keeper';

/**
 * Tells the web host, in paths that no site has, of each start of the worker and each state that a
 * keeper has got; ends the keeper when asked to.
 */
const PRELUDE = `if ('registration' in self) void fetch(new URL('${STARTED}', registration.scope));
else {
  const { fetch } = self;
  self.fetch = async (...all) => {
    const answer = await fetch(...all);
    if (answer.ok && String(all[0]).endsWith('/keeper/state')) void fetch('${PULLED}');
    return answer;
  };
  const asked = new BroadcastChannel('${STOP_KEEPER}');
  asked.onmessage = () => {
    asked.postMessage('stopped');
    self.close();
  };
}
`;

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

/**
 * Ends the site's keeper, as a browser does that is short of memory; resolves when it holds nothing
 * any more. Its pages start another.
 */
export async function stopKeeper(page: ScriptFrame): Promise<void> {
  await page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const channel = new BroadcastChannel(name);
        const timer = setTimeout(() => reject(new Error('no keeper has answered')), 10_000);
        channel.onmessage = () => {
          clearTimeout(timer);
          channel.close();
          resolve();
        };
        channel.postMessage('stop');
      }),
    STOP_KEEPER,
  );
}

/** Ends the keeper for good: the page, which is to be the site's only one, cannot start another before it is loaded again. */
export async function endKeeper(page: ScriptFrame): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, {
      SharedWorker: function refuse() {
        throw new DOMException('ended by a test', 'SecurityError');
      },
    });
  });
  await stopKeeper(page);
}
