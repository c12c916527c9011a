import { clientKernelId, clientOf } from './handles.js';
import { Questions } from './questions.js';
import type { Kernel } from './types.js';

/** A kernel's nested workers are clients too, in some browsers; more than this are not told apart. */
const MOST_CLIENTS = 50;

/** The part of the vault that has kernels, their handles, and what users are asked about their calls. */
export abstract class KernelVault {
  private readonly kernels = new Map<string, Kernel>();
  /** handle to [kernel id, provider id] */
  private readonly handles = new Map<string, readonly [string, string]>();
  /** handle of a revoked kernel to the kernel's id */
  private readonly revokedHandles = new Map<string, string>();
  /** client id to the id of the kernel whose handle it has shown */
  private readonly clients = new Map<string, string>();
  /** What the user is asked about calls, and said. */
  readonly questions = new Questions(() => this.changed());

  kernel(id: string): Kernel | undefined {
    return this.kernels.get(id);
  }

  allKernels(): readonly Kernel[] {
    return [...this.kernels.values()];
  }

  /** Replaces a kernel of the same id: its old handles are dead from then on. */
  setKernel(kernel: Kernel): void {
    this.dropHandles(kernel.id);
    this.kernels.set(kernel.id, kernel);
    for (const [provider, handle] of Object.entries(kernel.handles)) {
      if (kernel.revoked) this.revokedHandles.set(handle, kernel.id);
      else this.handles.set(handle, [kernel.id, provider]);
    }
    for (const client of kernel.clients ?? []) this.clients.set(client, kernel.id);
    this.changed();
  }

  nameKernel(id: string, notebook: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || kernel.notebook === notebook) return;
    this.kernels.set(id, { ...kernel, notebook });
    this.changed();
  }

  /** The kernel's handles are dead, those that its clients got by a sign-in of their own as well. */
  revokeKernel(id: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || kernel.revoked) return;
    for (const client of kernel.clients ?? []) this.revokeKernel(clientKernelId(client));
    this.questions.end((about) => about.kernel === id);
    this.setKernel({ ...kernel, revoked: true });
  }

  /** True where calls have to show whose they are. */
  get hasRevoked(): boolean {
    return this.revokedHandles.size > 0;
  }

  /** Whose handle it is or, of a revoked kernel, was. */
  kernelOfHandle(handle: string): string | undefined {
    const id = this.handles.get(handle)?.[0] ?? this.revokedHandles.get(handle);
    const client = id === undefined ? undefined : clientOf(id);
    return (client === undefined ? undefined : this.clients.get(client)) ?? id;
  }

  /** The kernel that a client is of, as far as it has shown a handle. */
  kernelOfClient(client: string): string | undefined {
    if (client === '') return undefined; // of nested workers, in Chromium: any of them
    const own = clientKernelId(client);
    return this.clients.get(client) ?? (this.kernels.has(own) ? own : undefined);
  }

  /** Remembers that a client has shown the kernel's handle. The first one counts, and none of a page. */
  addClient(id: string, client: string): void {
    const kernel = this.kernels.get(id);
    if (!kernel || client === '' || this.clients.has(client)) return;
    if (clientOf(id) === client) return;
    const clients = kernel.clients ?? [];
    if (clients.length >= MOST_CLIENTS || this.isPage(client)) return;
    this.kernels.set(id, { ...kernel, clients: [...clients, client] });
    this.clients.set(client, id);
    this.changed();
  }

  /** Every kernel's handle of the provider is dead, and a new one, by `mint`, in its place. */
  replaceHandles(provider: string, mint: () => string): void {
    for (const kernel of [...this.kernels.values()]) {
      if (kernel.handles[provider] === undefined || kernel.revoked) continue;
      const others = Object.fromEntries(
        Object.entries(kernel.handles).filter(([other]) => other !== provider),
      );
      if (kernel.page !== undefined) {
        this.setKernel({ ...kernel, handles: { ...others, [provider]: mint() } });
        continue;
      }
      // A client that is known by its flow alone learns no new one.
      if (Object.keys(others).length > 0) this.setKernel({ ...kernel, handles: others });
      else this.removeKernel(kernel.id);
    }
    this.changed('values');
  }

  removeKernel(id: string): void {
    this.dropHandles(id);
    this.questions.end(({ kernel }) => kernel === id);
    if (this.kernels.delete(id)) this.changed();
  }

  /** Whose handle it is, or undefined for a dead or made-up one. */
  ownerOf(handle: string): { kernel: string; provider: string } | undefined {
    const owner = this.handles.get(handle);
    return owner && { kernel: owner[0], provider: owner[1] };
  }

  /** Forgets kernels whose page is gone, and with the last page all the others. */
  protected keepKernels(pages: ReadonlySet<string>): void {
    for (const { id, page } of this.kernels.values()) {
      const kept = page === undefined ? pages.size > 0 : pages.has(page);
      if (!kept) this.removeKernel(id);
    }
  }

  /** The state has changed, and with `values` what kernels hold. */
  protected abstract changed(what?: 'values'): void;

  private dropHandles(kernel: string): void {
    const { handles = {}, clients = [] } = this.kernels.get(kernel) ?? {};
    for (const handle of Object.values(handles)) {
      this.handles.delete(handle);
      this.revokedHandles.delete(handle);
    }
    for (const client of clients) this.clients.delete(client);
  }

  private isPage(client: string): boolean {
    return [...this.kernels.values()].some(({ page }) => page === client);
  }
}
