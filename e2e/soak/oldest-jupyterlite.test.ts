import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveSite } from '@jupyterlite-auth-bridge/dev-platform';
import { afterAll, describe, expect, it } from 'vitest';
import { SITE_PORT } from '../../scripts/lib/e2e-site.mjs';
import { OLDEST_JUPYTER, OLDEST_PYODIDE, uninstallOldest } from '../../scripts/lib/oldest.mjs';
import { closeBrowser, newProfile } from '../harness/browser.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { startPlatform } from '../harness/platform.js';
import { confirmShownCode, untilStatus } from '../harness/sign-in.js';
import { buildStrangeSite, NO_AUTH } from '../harness/strange-site.js';
import type { StrangeSite } from '../harness/strange-site.js';

/** Sites lie below paths. */
const BASE_PATH = '/courses/2026/';
const OLDEST = { jupyter: OLDEST_JUPYTER, pyodide: OLDEST_PYODIDE };
const CALL = `import os
from pyodide.http import pyfetch
url = f"http://{os.environ['API_HOST']}:{os.environ['API_PORT']}/api/v1/users/me"
print((await pyfetch(url)).status)`;

const sites: StrangeSite[] = [];
afterAll(async () => {
  await closeBrowser();
  await Promise.all(sites.map((site) => site.remove()));
});

async function build(auth?: unknown): Promise<StrangeSite> {
  const site = await buildStrangeSite(auth, OLDEST);
  sites.push(site);
  return site;
}

describe('the wheel, installed by pip beside JupyterLite 0.7.0', () => {
  it('is a lab extension that is enabled', async () => {
    const run = promisify(execFile);
    const { stdout, stderr } = await run(OLDEST_JUPYTER, ['labextension', 'list']);
    expect(stdout + stderr).toMatch(/jupyterlite-auth-bridge v\S+ \S*enabled\S* .*OK/);
  });

  it('makes a site that signs in for a kernel, also below a path', async ({ task }) => {
    const built = await build();
    await built.check();
    const site = await serveSite({ root: built.root, port: SITE_PORT, basePath: BASE_PATH });
    const platform = await startPlatform({ siteUrl: site.url });
    const profile = await newProfile();
    const page = await profile.newPage();
    try {
      const warnings: string[] = [];
      page.on('console', (line) => {
        if (line.text().includes('Unsatisfied version')) warnings.push(line.text());
      });
      await page.goto(`${site.url}lab/index.html`);
      await untilLab(page);
      const notebook = await Notebook.create(page, 'call.ipynb', [CALL]);
      await notebook.runAll({ wait: false });
      await confirmShownCode(page, platform);
      await notebook.untilDone();
      expect(await notebook.text()).toBe('200\n');
      await untilStatus(page, 'Ada Example');
      expect(warnings).toEqual([]);
    } finally {
      await profile.close(task.result?.state === 'fail' ? `oldest ${task.name}` : undefined);
      await Promise.all([site.stop(), platform.stop()]);
    }
  });

  it('leaves nothing of itself in a build after pip has uninstalled it', async () => {
    await uninstallOldest(AbortSignal.timeout(60_000));
    const { root } = await build(NO_AUTH);
    const files = await readdir(root, { recursive: true, withFileTypes: true });
    const ours = [];
    for (const file of files.filter((each) => each.isFile())) {
      const path = join(file.parentPath, file.name);
      const text = await readFile(path, 'latin1');
      if (/auth-bridge/i.test(path.slice(root.length)) || /auth-bridge/i.test(text)) {
        ours.push(path);
      }
    }
    expect(files.length).toBeGreaterThan(100);
    expect(ours).toEqual([]);
  });
});
