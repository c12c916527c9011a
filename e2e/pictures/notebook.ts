import type { Page } from 'playwright-core';
import { Notebook } from '../harness/notebook.js';
import { PLATFORM } from './stage.js';

export const PATH = 'analysis.ipynb';

/** The cells, by what their outputs show. */
export const CELLS = { session: 0, earlier: 1, failed: 2 } as const;

const SESSION_MIME = 'application/vnd.jupyterlite-auth-bridge.session.v1+json';
const SHOW = 'from jupyterlite_auth import session\n\nsession()';
const CALL = `import requests\n\nrequests.get("${PLATFORM}/api/v1/users/me").raise_for_status()`;

/** Opens a notebook that has an output of an earlier run; its kernel starts meanwhile. */
export async function openNotebook(page: Page): Promise<void> {
  await page.evaluate(
    async ([path, sources, mime]) => {
      const outputs = (i: number) => {
        const data = { [mime]: { provider: 'platform', page: 'earlier' } };
        const output = { output_type: 'execute_result', execution_count: 2, metadata: {}, data };
        return i === 1 ? [output] : [];
      };
      const cells = sources.map((source, i) => ({
        cell_type: 'code',
        id: `cell-${i}`,
        source,
        metadata: {},
        outputs: outputs(i),
        execution_count: null,
      }));
      const kernelspec = { name: 'python', display_name: 'Python (Pyodide)' };
      const content = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
      const { serviceManager, commands } = window.jupyterapp;
      await serviceManager.contents.save(path, { type: 'notebook', format: 'json', content });
      await commands.execute('docmanager:open', { path });
    },
    [PATH, [SHOW, SHOW, CALL], SESSION_MIME] as const,
  );
}

/** Runs one of its cells as a user does, and does not wait for its end. */
export async function runCell(page: Page, cell: keyof typeof CELLS): Promise<void> {
  await page.evaluate((index) => {
    const content = window.jupyterapp.shell.currentWidget?.content;
    if (content) content.activeCellIndex = index;
    void window.jupyterapp.commands.execute('notebook:run-cell');
  }, CELLS[cell]);
}

export const cellOf = (page: Page, cell: keyof typeof CELLS) =>
  page.locator('.jp-NotebookPanel .jp-Cell').nth(CELLS[cell]);

/** Runs code in its kernel, outside of its cells. */
export async function inKernel(page: Page, code: string): Promise<string> {
  const notebook = await Notebook.opened(page, PATH);
  return notebook.execute(code);
}

/** The same, and does not wait for its end. */
export async function startInKernel(page: Page, code: string): Promise<void> {
  await page.evaluate((code) => {
    const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
    kernel?.requestExecute({ code });
  }, code);
}
