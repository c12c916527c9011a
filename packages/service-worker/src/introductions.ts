import { pagesOf } from './clients.js';
import { delay } from './runtime.js';
import type { Runtime } from './runtime.js';

/** Pages that have said nothing by then (ms) are not waited for. */
const LIMIT_MS = 1_500;

export interface IntroductionsContext {
  readonly clients: Clients;
  readonly scope: string;
  readonly runtime: Runtime;
  /** Tells the pages that this worker knows nothing of them. */
  readonly ask: () => void;
}

/**
 * A worker that has started and got no state of a keeper does not know whether
 * its pages have a host, nor their kernels. It asks them, and waits until each
 * has greeted it.
 */
export class Introductions {
  /** Pages that have our extension: others of the site never greet. */
  private readonly met = new Set<string>();
  private readonly greeted = new Set<string>();
  private awaited: ReadonlySet<string> = new Set();
  private settle: () => void = () => undefined;
  private pending: Promise<void> | undefined;

  constructor(private readonly context: IntroductionsContext) {}

  /** Resolves when every page has introduced itself, or after 1.5 s; the same for all who ask. */
  done(): Promise<void> {
    this.pending ??= this.askPages();
    return this.pending;
  }

  /** A page greets. */
  meet(page: string): void {
    this.met.add(page);
  }

  /** The pages that can be asked to do something; all of them where none has greeted since this start. */
  extended<T extends { readonly id: string }>(pages: readonly T[]): readonly T[] {
    const known = pages.filter(({ id }) => this.met.has(id));
    return known.length > 0 ? known : pages;
  }

  /** A page has greeted: it has said before which kernels it has. */
  onHello(page: string): void {
    this.greeted.add(page);
    if (this.isComplete()) this.settle();
  }

  private async askPages(): Promise<void> {
    const { clients, scope, runtime, ask } = this.context;
    const pages = await pagesOf(clients, scope);
    this.awaited = new Set(pages.map(({ id }) => id));
    if (this.isComplete()) return;
    const complete = new Promise<void>((resolve) => (this.settle = resolve));
    ask();
    await Promise.race([complete, delay(runtime, LIMIT_MS)]);
  }

  private isComplete(): boolean {
    return [...this.awaited].every((page) => this.greeted.has(page));
  }
}
