import { bakeSites } from '../scripts/lib/bake.mjs';
import { ENGINE_NAMES } from '../scripts/lib/browsers.mjs';
import { build } from '../scripts/lib/build.mjs';
import { E2E_PORTS } from '../scripts/lib/e2e-site.mjs';
import { install } from '../scripts/lib/install.mjs';

/** Makes the sites of the browser tests, also if these are run by their runner itself. */
export async function setup() {
  const { signal } = new AbortController();
  const context = { signal, print: console.log, steps: [] };
  if (process.env.AUTH_BRIDGE_IS_BUILT === undefined) {
    await install(context, ENGINE_NAMES);
    await build('all', context);
  }
  await bakeSites(E2E_PORTS, signal, true);
}
