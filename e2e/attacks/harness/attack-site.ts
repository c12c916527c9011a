import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import type { ServedSite } from '@jupyterlite-auth-bridge/dev-platform';
import { SITE_ROOT } from '../../../scripts/lib/e2e-site.mjs';
import { makeKit } from './kit.js';
import { preparePage } from './page.js';

const WORKER = 'service-worker.js';

/** The attacked page, without JupyterLab: the attacks ask the worker, and a kernel is a worker of its page. */
export const PAGE = 'attacked.html';

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Attacked</title>
<script>(${preparePage.toString()})((${makeKit.toString()})())</script></html>`;

const KERNEL = `const kit = (${makeKit.toString()})();
addEventListener('message', async ({ data }) => {
  if (!Array.isArray(data) || data[0] !== 'attack') return;
  const [, id, source, target] = data;
  const seen = await Promise.resolve().then(() => (0, eval)('(' + source + ')')(target, kit)).catch((error) => ({ error: String(error) }));
  postMessage(['seen', id, JSON.stringify(seen ?? null)]);
});`;

/** Serves a copy of the built site with this worker, and a page with kernels in it for attacks. */
export async function serveAttackSite(worker: string, port: number): Promise<ServedSite> {
  const root = await mkdtemp(join(tmpdir(), 'attack-site-'));
  for (const name of await readdir(SITE_ROOT)) {
    if (name !== WORKER) await symlink(join(SITE_ROOT, name), join(root, name));
  }
  await writeFile(join(root, WORKER), worker);
  await writeFile(join(root, PAGE), HTML);
  await writeFile(join(root, 'attacking-kernel.js'), KERNEL);
  const site = await serveSite({ root, port });
  return {
    ...site,
    stop: async () => {
      await site.stop();
      await rm(root, { recursive: true });
    },
  };
}
