import type { ActivityEntry, ActivityPage } from '@jupyterlite-auth-bridge/protocol';

/** So many are kept; the next one takes the place of the oldest. */
export const MOST_ENTRIES = 1_000;

/** The last calls, in this worker's memory alone: no keeper has them. */
export class ActivityLog {
  private readonly ring: ActivityEntry[] = [];
  private count = 0;

  /** @param boot unique for this start of the worker */
  constructor(private readonly boot: string) {}

  add(entry: Omit<ActivityEntry, 'id'>): void {
    this.ring[this.count % MOST_ENTRIES] = { ...entry, id: this.cursor(this.count + 1) };
    this.count += 1;
  }

  /** What has come after `cursor`; all there is for one of another start of the worker, or without one. */
  since(cursor?: string): ActivityPage {
    const entries: ActivityEntry[] = [];
    for (
      let at = Math.max(this.seen(cursor), this.count - MOST_ENTRIES);
      at < this.count;
      at += 1
    ) {
      const entry = this.ring[at % MOST_ENTRIES];
      if (entry) entries.push(entry);
    }
    return { entries, cursor: this.cursor(this.count) };
  }

  private cursor(count: number): string {
    return `${this.boot}.${count}`;
  }

  private seen(cursor = ''): number {
    const [boot, count] = cursor.split('.');
    const seen = Number(count);
    return boot === this.boot && Number.isInteger(seen) && seen > 0 ? seen : 0;
  }
}
