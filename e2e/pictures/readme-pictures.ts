import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADA } from '@jupyterlite-auth-bridge/dev-platform';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { openFromPlatform } from '../harness/host-page.js';
import { Notebook, untilLab } from '../harness/notebook.js';
import { shownCode } from '../harness/sign-in.js';
import { SITE } from './stage.js';
import type { Stage } from './stage.js';

const NOTEBOOK = 'list-projects.ipynb';
const FILE = join(ROOT, 'lite-config', 'notebooks', NOTEBOOK);

/** The README's two pictures: whole windows, each with a kernel of its own. */
export const README_PICTURES: Readonly<Record<string, (stage: Stage) => Promise<Page>>> = {
  'sign-in': async (stage) => {
    const page = await openSite(stage, { width: 1100, height: 720 });
    await page.evaluate(
      (path) => window.jupyterapp.commands.execute('docmanager:open', { path }),
      NOTEBOOK,
    );
    const notebook = await Notebook.opened(page, NOTEBOOK);
    await notebook.runAll({ wait: false });
    await shownCode(page);
    await page.locator('.jp-Dialog a.jp-AuthBridge-open:focus').waitFor();
    return page;
  },
  'from-platform': async (stage) => {
    const page = await openSite(stage, { width: 1280, height: 720 });
    const frame = await openFromPlatform(page, stage.platform, `path=${NOTEBOOK}`, ADA);
    const notebook = await Notebook.opened(frame, NOTEBOOK);
    await notebook.runAll();
    expect(await notebook.text()).toContain('Example: Default');
    return page;
  },
};

/** A page of the site's in a browser that is new to it, and has the notebook. */
async function openSite(
  stage: Stage,
  size: { readonly width: number; readonly height: number },
): Promise<Page> {
  const page = await stage.firstVisit();
  page.setDefaultTimeout(90_000);
  await page.setViewportSize(size);
  await page.goto(`${SITE}lab/index.html`);
  await untilLab(page);
  const content: unknown = JSON.parse(await readFile(FILE, 'utf8'));
  await page.evaluate(
    async ([path, content]) => {
      const { contents, settings } = window.jupyterapp.serviceManager;
      await contents.save(path, { type: 'notebook', format: 'json', content });
      await settings.save('jupyterlite-auth-bridge:sign-in', '{"hint":false}');
    },
    [NOTEBOOK, content] as const,
  );
  await page.goto(`${SITE}lab/index.html`);
  await untilLab(page);
  return page;
}
