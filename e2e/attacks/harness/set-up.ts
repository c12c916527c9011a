import { randomBytes } from 'node:crypto';
import type { KernelValues } from '@jupyterlite-auth-bridge/protocol';
import { PLATFORM_PORT, SITE_PORT, SITE_URL } from '../../../scripts/lib/e2e-site.mjs';
import type { EnginePage, EngineProfile } from '../../engines/engine.js';
import { startPlatform } from '../../harness/platform.js';
import type { Target } from './attack.js';
import { PAGE, serveAttackSite } from './attack-site.js';
import type { Scene } from './evidence.js';
import { ask, start, untilState } from './page.js';
import { startRecordingServer } from './recording-server.js';
import { suiteConfig } from './suite-config.js';
import { realWorker, weakWorker } from './weak-worker.js';

const WEAK_PORT = PLATFORM_PORT + 1;

export interface Servers extends Scene {
  /** Addresses of the site with the real worker, and of the one with the weakened. */
  readonly sites: { readonly real: string; readonly weak: string };
  stop(): Promise<void>;
}

/** The platform, both sites and the servers of friend and foe. */
export async function startServers(): Promise<Servers> {
  const origins = [SITE_URL, `http://localhost:${WEAK_PORT}/`];
  const platform = await startPlatform({
    siteOrigins: origins.map((url) => new URL(url).origin),
  });
  const [friend, evil] = [await startRecordingServer(), await startRecordingServer()];
  const config = suiteConfig(platform, friend, [friend.origin]);
  // Weak as well: every page may be the host.
  const weakConfig = suiteConfig(platform, friend, [friend.origin, evil.origin]);
  const real = await serveAttackSite(await realWorker(config), SITE_PORT);
  const weak = await serveAttackSite(await weakWorker(weakConfig), WEAK_PORT);
  return {
    ...{ platform, friend, evil },
    typed: [secret(), secret()],
    sites: { real: real.url, weak: weak.url },
    stop: async () => {
      await Promise.all([real, weak, friend, evil, platform].map((each) => each.stop()));
    },
  };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

/** A page of the site with kernels, signed in with all three providers. */
export interface Attacked {
  readonly page: EnginePage;
  readonly target: Target;
}

export async function openAttacked(
  profile: EngineProfile,
  servers: Servers,
  site: string,
): Promise<Attacked> {
  const page = await profile.newPage();
  await page.goto(site + PAGE);
  await start(page);
  const handles = {
    own: await startKernel(page, 'attacker'),
    other: await startKernel(page, 'other'),
    dead: await startKernel(page, 'dead'),
  };
  await ask(page, { type: 'auth-bridge:kernel-stopped', kernel: 'dead' });
  await signIn(page, servers);
  const { platform, friend, evil } = servers;
  const target = {
    ...{ site, handles, otherKernel: 'other' },
    platform: `${platform.origin}/`,
    friend: `${friend.origin}/`,
    evil: `${evil.origin}/`,
    evilPort: evil.port,
  };
  return { page, target };
}

async function startKernel(page: EnginePage, kernel: string): Promise<string> {
  const { values } = await ask<{ values: KernelValues }>(page, {
    type: 'auth-bridge:kernel-started',
    kernel,
  });
  return values.handle ?? '';
}

async function signIn(page: EnginePage, servers: Servers): Promise<void> {
  const { platform, typed } = servers;
  const [token = '', authToken = ''] = typed;
  await ask(page, { type: 'auth-bridge:sign-in', method: 'device' });
  const code = await untilState(page, ({ providers: [first] }) => first?.signIn?.userCode);
  await platform.confirmDevice(code);
  await ask(page, { type: 'auth-bridge:use-token', token });
  const apiConfig = { accountId: 'account-of-the-run', authToken };
  await ask(page, { type: 'auth-bridge:host-data', payload: { apiConfig }, key: 'of-the-suite' });
  await untilState(page, ({ providers }) =>
    providers.every(({ status }) => status === 'signed-in') ? true : undefined,
  );
}
