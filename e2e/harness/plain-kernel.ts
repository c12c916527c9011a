import { askWorker } from './ask-worker.js';
import { callSource } from '../engines/call-source.js';
import type { ScriptFrame } from './script-frame.js';

/** Answers what it is told to run, by the id of the question; `load` imports a module. */
const WORKER = `self.load = (url) => import(url);
onmessage = async ({ data: [id, source] }) => {
  const answer = await Promise.resolve().then(() => (0, eval)(source)).then(
    (value) => ({ value }),
    (error) => ({ error: String(error) }),
  );
  postMessage([id, answer]);
};`;

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** What the page keeps of it. */
type Run = (source: string) => Promise<Answer>;

/**
 * A worker of the page's that has a kernel's stand-in, as every kernel is one: JavaScript takes the
 * place of Python, and it starts at once.
 */
export class PlainKernel {
  private constructor(
    private readonly page: ScriptFrame,
    private readonly name: string,
    /** The stand-in that it was started with. */
    readonly handle: string,
  ) {}

  /** Starts one in a page that the worker controls, for the notebook of this path. */
  static async start(page: ScriptFrame, notebook: string): Promise<PlainKernel> {
    const kernel = `kernel of ${notebook}`;
    await page.evaluate(
      ({ name, source }) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        const waiting = new Map<number, (answer: Answer) => void>();
        let last = 0;
        worker.onmessage = ({ data: [id, answer] }: MessageEvent<[number, Answer]>) => {
          waiting.get(id)?.(answer);
          waiting.delete(id);
        };
        const run: Run = (source) =>
          new Promise((resolve) => {
            last += 1;
            waiting.set(last, resolve);
            worker.postMessage([last, source]);
          });
        Object.assign(window, { [name]: run });
      },
      { name: kernel, source: WORKER },
    );
    const { values } = await askWorker(page, { type: 'auth-bridge:kernel-started', kernel });
    await askWorker(page, { type: 'auth-bridge:kernel-named', kernel, notebook });
    return new PlainKernel(page, kernel, values.handle ?? '');
  }

  /** Runs the function in the kernel with an argument that is JSON; resolves with what it returns. */
  async run<R, A>(script: (arg: A) => R | Promise<R>, arg: A): Promise<R> {
    const answer = await this.page.evaluate(
      ({ name, source }) => (window as unknown as Record<string, Run>)[name]?.(source),
      { name: this.name, source: callSource(script, arg) },
    );
    if (answer?.error !== undefined) throw new Error(`In the kernel: ${answer.error}`);
    return answer?.value as R;
  }

  /**
   * The status that a call with a stand-in gets; with the problem's code, where it is one.
   * @param handle default: the one that it was started with
   */
  call(url: string, handle = this.handle): Promise<string> {
    return this.run(
      async ({ url, handle }) => {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${handle}` } });
        if (answer.ok) return `${answer.status}`;
        const { type } = (await answer.json()) as { readonly type: string };
        return `${answer.status} ${type.split(':').at(-1) ?? ''}`;
      },
      { url, handle },
    );
  }

  /** The stand-in that the worker has for it now. */
  async newestHandle(): Promise<string> {
    const request = { type: 'auth-bridge:get-kernel-values', kernel: this.name } as const;
    return (await askWorker(this.page, request)).values.handle ?? '';
  }
}
