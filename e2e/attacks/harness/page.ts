import type { BridgeState, PageRequest, Reply } from '@jupyterlite-auth-bridge/protocol';
import type { ScriptFrame } from '../../harness/script-frame.js';
import type { Kit } from './kit.js';
import type { Attack, Target } from './attack.js';

/** What the attacked page offers to the tests. */
interface AttackedPage {
  readonly attacked: {
    /** Sends a message to the worker; resolves with what it answers. */
    ask(request: PageRequest): Promise<Reply<unknown>>;
    /** Registers the worker, waits for its control, and starts the keeper. */
    start(): Promise<void>;
    /** Runs an attack's script and returns what it saw, as JSON. */
    run(from: string, source: string, target: unknown): Promise<string>;
  };
}

/** Runs in the page before anything else: a page of the site as far as the worker can tell. */
export function preparePage(kit: Kit): void {
  let last = 0;
  // Attacks patch what is in the page: the tests go on with what was there before.
  const { apply } = Reflect;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to a worker below
  const { postMessage } = ServiceWorker.prototype;
  const ask = async (request: object) => {
    const { active } = await navigator.serviceWorker.ready;
    if (!active) throw new Error('no worker');
    const { port1, port2 } = new MessageChannel();
    return new Promise<Reply<unknown>>((resolve, reject) => {
      setTimeout(() => reject(new Error('no answer')), 20_000);
      port1.onmessage = ({ data }: MessageEvent<Reply<unknown>>) => resolve(data);
      apply(postMessage, active, [request, [port2]]);
    });
  };
  const start = async () => {
    await navigator.serviceWorker.register('service-worker.js?enableCache=false');
    await navigator.serviceWorker.ready;
    const greeting = await ask({ type: 'auth-bridge:hello', version: 1, host: false });
    if (!greeting.ok) throw new Error(greeting.error.detail);
    new SharedWorker('service-worker.js?keeper', {
      name: 'auth-bridge-keeper',
      extendedLifetime: true,
    } as WorkerOptions);
  };
  const inKernel = (source: string, target: unknown) => {
    // Each attack has one of its own: what it leaves behind is no matter of the next.
    const attacker = new Worker('attacking-kernel.js');
    const id = (last += 1);
    return new Promise<string>((resolve, reject) => {
      const hangs = setTimeout(() => {
        attacker.terminate();
        reject(new Error('the kernel hangs'));
      }, 60_000);
      const onMessage = ({ data }: MessageEvent<[string, number, string]>) => {
        if (data[0] !== 'seen' || data[1] !== id) return;
        clearTimeout(hangs);
        attacker.terminate();
        resolve(data[2]);
      };
      attacker.addEventListener('message', onMessage);
      attacker.postMessage(['attack', id, source, target]);
    });
  };
  const inPage = async (source: string, target: unknown) => {
    const script = (0, eval)(`(${source})`) as (target: unknown, kit: Kit) => unknown;
    const trying = Promise.resolve()
      .then(() => script(target, kit))
      .catch((error: unknown) => ({ error: String(error) }));
    const seen = await kit.within(60_000, trying);
    if (seen === 'nothing') throw new Error('the script in the page hangs');
    return JSON.stringify(seen ?? null);
  };
  const run = (from: string, source: string, target: unknown) =>
    from === 'kernel' ? inKernel(source, target) : inPage(source, target);
  Object.assign(window, { attacked: { ask, start, run } });
}

/** Sends a message to the worker; resolves with the value of its answer, and throws its error. */
export async function ask<T>(page: ScriptFrame, request: PageRequest): Promise<T> {
  const reply = await page.evaluate(
    (request) => (window as unknown as AttackedPage).attacked.ask(request),
    request,
  );
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.detail}`);
  return reply.value as T;
}

export async function start(page: ScriptFrame): Promise<void> {
  await page.evaluate(() => (window as unknown as AttackedPage).attacked.start());
}

/** Runs an attack's script where the attacker is; resolves with what it saw. */
export async function run(page: ScriptFrame, attack: Attack, target: Target): Promise<unknown> {
  const seen = await page.evaluate(
    ([from, source, target]) =>
      (window as unknown as AttackedPage).attacked.run(from, source, target),
    [attack.from, attack.script.toString(), target] as const,
  );
  return JSON.parse(seen);
}

/** Resolves with the first state of the platform's provider that `look` finds something in. */
export async function untilState<T>(
  page: ScriptFrame,
  look: (state: BridgeState) => T | undefined,
): Promise<T> {
  for (let i = 0; i < 300; i += 1) {
    const { state } = await ask<{ state: BridgeState }>(page, { type: 'auth-bridge:get-state' });
    const found = look(state);
    if (found !== undefined) return found;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  }
  throw new Error('The sign-in did not get on within 30 s.');
}
