import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Bridge } from '../bridge/bridge';

/** As many as the worker keeps. */
const MOST_ENTRIES = 1_000;

/**
 * What this page has heard of the worker's activity list. The worker forgets
 * its own when the browser stops it; what is here stays until the page is left.
 */
export class ActivityList {
  private readonly _changed = new Signal<this, void>(this);
  private _entries: readonly ActivityEntry[] = [];
  private cursor: string | undefined;
  private pending: Promise<void> | undefined;

  constructor(private readonly bridge: Pick<Bridge, 'request'>) {}

  /** Oldest first. Another list after each change. */
  get entries(): readonly ActivityEntry[] {
    return this._entries;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Asks the worker for what is new. Rejects as the bridge's `request` does. */
  refresh(): Promise<void> {
    this.pending ??= this.ask().finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async ask(): Promise<void> {
    const { entries, cursor } = await this.bridge.request({
      type: 'auth-bridge:get-activity',
      ...(this.cursor !== undefined && { after: this.cursor }),
    });
    this.cursor = cursor;
    if (entries.length === 0) return;
    this._entries = [...this._entries, ...entries].slice(-MOST_ENTRIES);
    this._changed.emit();
  }
}
