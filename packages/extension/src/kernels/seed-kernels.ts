import type { KernelMessage } from '@jupyterlab/services';
import type { KernelValues } from '@jupyterlite-auth-bridge/protocol';
import type { BaseKernel, IKernelClient } from '@jupyterlite/services';
import { UUID } from '@lumino/coreutils';
import type { Bridge } from '../bridge/bridge';
import { BOOT_SNIPPET, COMM_TARGET } from './boot-snippet';
import { isSealed } from './is-sealed';

/** In the browser's record (User Timing): what each kernel waits for us. The benchmarks read it. */
const SEEDING = 'auth-bridge:seed-kernel';

/** The kernelspec of the Pyodide kernel: others have no `pyodide_kernel` to seed. */
const PYODIDE = 'python';

export interface SeedingOptions {
  /** This load of the page. */
  readonly page: string;
  /** Resolves when the worker and the host have had their say. */
  readonly beforeSeeding: Promise<unknown>;
  /** Called for each kernel that gets nothing because the site's kernels are to be sealed and it is not. */
  readonly onUnsealed: () => void;
}

/**
 * Gives every Pyodide kernel its values before its first cell, and again
 * whenever they change. A kernel's handles die with it.
 */
export function seedKernels(client: IKernelClient, bridge: Bridge, options: SeedingOptions): void {
  const running = new Map<string, SeededKernel>();
  client.changed.connect((_, { newValue }) => {
    const kernel = newValue as BaseKernel | undefined;
    if (kernel?.name !== PYODIDE) return;
    const seeded = new SeededKernel(kernel, bridge, options);
    running.set(kernel.id, seeded);
    kernel.disposed.connect(() => {
      seeded.dispose();
      // A restart starts a new kernel of the same id, before or after this.
      if (running.get(kernel.id) === seeded) running.delete(kernel.id);
    });
  });
  bridge.stateChanged.connect((_, state) => {
    for (const { id, revoked } of state.kernels) if (revoked) running.get(id)?.onRevoked();
  });
  bridge.kernelValuesChanged.connect(() => {
    for (const kernel of running.values()) void kernel.update();
  });
  bridge.onRestart(async () => {
    await Promise.all([...running.values()].map((kernel) => kernel.introduce()));
  });
}

class SeededKernel {
  private readonly comm = UUID.uuid4();
  private readonly seeded: Promise<boolean>;
  private disposed = false;
  private started = false;
  private handle: string | undefined;
  private revoked = false;

  constructor(
    private readonly kernel: BaseKernel,
    private readonly bridge: Bridge,
    private readonly options: SeedingOptions,
  ) {
    this.seeded = this.seed().catch((error: unknown) => {
      // Cells run all the same, without the sign-in.
      if (!this.disposed) console.warn('This kernel has no sign-in:', messageOf(error));
      this.stop();
      return false;
    });
    const handle = kernel.handleMessage.bind(kernel);
    kernel.handleMessage = async (message) => {
      await this.seeded;
      return handle(message);
    };
  }

  /** Pushes the values that the worker has for it now. */
  async update(): Promise<void> {
    if (!(await this.seeded) || this.disposed) return;
    try {
      const { values } = await this.bridge.request({
        type: 'auth-bridge:get-kernel-values',
        kernel: this.kernel.id,
      });
      await this.push(values);
    } catch (error) {
      console.warn('This kernel could not be told of a change:', messageOf(error));
    }
  }

  /** Makes it known to a worker that may have lost it. */
  async introduce(): Promise<void> {
    if (this.handle === undefined || this.disposed) return;
    try {
      const { values } = await this.bridge.request({
        type: 'auth-bridge:kernel-started',
        kernel: this.kernel.id,
        handle: this.handle,
        revoked: this.revoked,
      });
      void this.push(values);
    } catch (error) {
      console.warn('This kernel has lost its sign-in:', messageOf(error));
    }
  }

  /** A worker that has lost everything is to hear of it. */
  onRevoked(): void {
    // Before it has its handle, the one that was revoked is the kernel that it takes the place of.
    if (this.handle !== undefined) this.revoked = true;
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
  }

  private async seed(): Promise<boolean> {
    const { page, beforeSeeding, onUnsealed } = this.options;
    const [wheel] = await Promise.all([loadWheel(), this.kernel.ready, beforeSeeding]);
    const { config } = await this.bridge.ready;
    if (config.sealed && !(await isSealed(this.kernel))) {
      if (!this.disposed) onUnsealed();
      return false;
    }
    this.started = true;
    const start = performance.now();
    const [{ values }, reply] = await Promise.all([
      this.bridge.request({ type: 'auth-bridge:kernel-started', kernel: this.kernel.id }),
      this.kernel.executeRequest({ code: BOOT_SNIPPET }),
    ]);
    if (reply.status !== 'ok') throw new Error('the kernel refused to be prepared');
    await this.kernel.commOpen(this.message('comm_open', values, { page, wheel }));
    this.handle = values.handle;
    performance.measure(SEEDING, { start });
    return true;
  }

  private async push(values: KernelValues): Promise<void> {
    this.handle = values.handle;
    // Called on the kernel itself: the running cell keeps its parent header.
    await this.kernel.commMsg(this.message('comm_msg', values));
  }

  private stop(): void {
    if (!this.started) return;
    this.started = false;
    void this.bridge
      .request({ type: 'auth-bridge:kernel-stopped', kernel: this.kernel.id })
      .catch(() => undefined);
  }

  private message<T extends 'comm_open' | 'comm_msg'>(
    type: T,
    { env, dataFromHost, handle, endpoint }: KernelValues,
    more?: object,
  ) {
    // As JSON text: Pyodide has no None for a null that comes from JavaScript.
    const values = JSON.stringify({
      env,
      dataFromHost: dataFromHost ?? null,
      handle: handle ?? null,
      endpoint,
      ...more,
    });
    return {
      content: { comm_id: this.comm, target_name: COMM_TARGET, data: { values } },
      header: { msg_type: type },
    } as unknown as T extends 'comm_open' ? KernelMessage.ICommOpenMsg : KernelMessage.ICommMsgMsg;
  }
}

/** The kernel helper; not a part of what every page loads. Without it notebooks install it themselves. */
async function loadWheel(): Promise<object | null> {
  try {
    return (await import('../kernel-wheel.generated')).KERNEL_WHEEL;
  } catch (error) {
    console.warn('This kernel has no jupyterlite_auth:', messageOf(error));
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
