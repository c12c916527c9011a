import type { ScriptFrame } from './script-frame.js';

/** From a cold profile Pyodide takes 14 s on an idle machine; two cores under test are not idle (ms). */
const BOOT_MS = 90_000;
const RUN_MS = 90_000;
/** By a timer: looking at each frame keeps the page drawing (ms). */
const POLL_MS = 100;

export interface CellResult {
  readonly source: string;
  /** Streams, results and errors as a person reads them. */
  readonly text: string;
  readonly executed: boolean;
}

/** A notebook that is open in JupyterLab, driven through its own commands. */
export class Notebook {
  private constructor(
    private readonly frame: ScriptFrame,
    readonly path: string,
  ) {}

  /** Waits for a notebook that the page's URL names. */
  static async opened(frame: ScriptFrame, path: string): Promise<Notebook> {
    const notebook = new Notebook(frame, path);
    await notebook.untilKernel();
    return notebook;
  }

  /** Writes a notebook with these code cells and opens it. */
  static async create(
    frame: ScriptFrame,
    path: string,
    cells: readonly string[],
  ): Promise<Notebook> {
    await untilLab(frame);
    await frame.evaluate(
      async ([path, sources]) => {
        const cells = sources.map((source, i) => ({
          cell_type: 'code',
          id: `cell-${i}`,
          source,
          metadata: {},
          outputs: [],
          execution_count: null,
        }));
        const kernelspec = { name: 'python', display_name: 'Python (Pyodide)' };
        const content = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
        const { serviceManager, commands } = window.jupyterapp;
        await serviceManager.contents.save(path, { type: 'notebook', format: 'json', content });
        await commands.execute('docmanager:open', { path });
      },
      [path, cells] as const,
    );
    return Notebook.opened(frame, path);
  }

  /** Runs all cells and waits until each is done; with `wait: false` only starts them. */
  async runAll({ wait = true } = {}): Promise<void> {
    await this.frame.evaluate(async (path) => {
      const panels = [...window.jupyterapp.shell.widgets('main')];
      const id = panels.find((panel) => panel.context?.path === path)?.id;
      await window.jupyterapp.commands.execute('tabsmenu:activate-by-id', { id });
      void window.jupyterapp.commands.execute('notebook:run-all-cells');
    }, this.path);
    if (wait) await this.untilDone();
  }

  /** Resolves when every code cell has run, or one has failed. */
  async untilDone(): Promise<void> {
    await this.frame.waitForFunction(
      (path) => {
        const panel = [...window.jupyterapp.shell.widgets('main')].find(
          (each) => each.context?.path === path,
        );
        const cells = [...(panel?.content.model?.cells ?? [])].filter(
          ({ type }) => type === 'code',
        );
        const failed = cells.some((cell) =>
          cell.outputs?.toJSON().some(({ output_type }) => output_type === 'error'),
        );
        const all = cells.every(({ executionCount }) => typeof executionCount === 'number');
        return (all || failed) && panel?.sessionContext?.session?.kernel?.status === 'idle';
      },
      this.path,
      { timeout: RUN_MS, polling: POLL_MS },
    );
  }

  /** The code cells, in order. */
  async cells(): Promise<readonly CellResult[]> {
    return this.frame.evaluate((path) => {
      const panel = [...window.jupyterapp.shell.widgets('main')].find(
        (each) => each.context?.path === path,
      );
      const show = (output: TestOutput) => {
        const { text, data, ename, evalue } = output;
        const plain = text ?? data?.['text/plain'] ?? (ename && `${ename}: ${evalue ?? ''}`);
        return Array.isArray(plain) ? plain.join('') : typeof plain === 'string' ? plain : '';
      };
      return [...(panel?.content.model?.cells ?? [])]
        .filter(({ type }) => type === 'code')
        .map((cell) => ({
          source: cell.sharedModel.getSource(),
          text: (cell.outputs?.toJSON() ?? []).map(show).join(''),
          executed: typeof cell.executionCount === 'number',
        }));
    }, this.path);
  }

  /** Text of all the outputs together. */
  async text(): Promise<string> {
    return (await this.cells()).map(({ text }) => text).join('\n');
  }

  /** Runs code in the notebook's kernel, outside of its cells; returns what it printed, errors included. */
  async execute(code: string): Promise<string> {
    return this.frame.evaluate(
      async ([path, code]) => {
        const panel = [...window.jupyterapp.shell.widgets('main')].find(
          (each) => each.context?.path === path,
        );
        const kernel = panel?.sessionContext?.session?.kernel;
        if (!kernel) throw new Error('no kernel');
        let text = '';
        const future = kernel.requestExecute({ code });
        future.onIOPub = ({ header, content }) => {
          if (header.msg_type === 'stream') text += String(content.text);
          if (header.msg_type === 'error')
            text += `${String(content.ename)}: ${String(content.evalue)}`;
        };
        await future.done;
        return text;
      },
      [this.path, code] as const,
    );
  }

  async restartKernel(): Promise<void> {
    await this.frame.evaluate(async (path) => {
      const panel = [...window.jupyterapp.shell.widgets('main')].find(
        (each) => each.context?.path === path,
      );
      await panel?.sessionContext?.restartKernel();
    }, this.path);
  }

  /** Saves the notebook; returns the file as it is stored. */
  async saved(): Promise<string> {
    return this.frame.evaluate(async (path) => {
      const panel = [...window.jupyterapp.shell.widgets('main')].find(
        (each) => each.context?.path === path,
      );
      await panel?.context?.save();
      const { contents } = window.jupyterapp.serviceManager;
      const { content } = await contents.get(path, { content: true });
      if (!content) throw new Error(`${path} has no content`);
      return JSON.stringify(content);
    }, this.path);
  }

  private async untilKernel(): Promise<void> {
    await untilLab(this.frame);
    await this.frame.waitForFunction(
      (path) =>
        [...window.jupyterapp.shell.widgets('main')].some(
          (panel) => panel.context?.path === path && panel.sessionContext?.session?.kernel,
        ),
      this.path,
      { timeout: BOOT_MS, polling: POLL_MS },
    );
  }
}

/** Resolves when JupyterLab has started in the page or frame. */
export async function untilLab(frame: ScriptFrame): Promise<void> {
  // In one question after another: the page may go elsewhere meanwhile.
  await frame.waitForFunction(
    () => {
      if (!('jupyterapp' in window)) return false;
      void window.jupyterapp.restored.then(() => Object.assign(window, { isRestored: true }));
      return 'isRestored' in window;
    },
    undefined,
    { timeout: BOOT_MS, polling: POLL_MS },
  );
}
