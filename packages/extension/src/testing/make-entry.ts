import type { ActivityEntry } from '@jupyterlite-auth-bridge/protocol';

/** A call that succeeded, but for what `more` says, and without what need not be known. */
export function makeEntry(
  more: Partial<ActivityEntry> = {},
  ...without: readonly ('kernel' | 'notebook' | 'rule' | 'status')[]
): ActivityEntry {
  const entry: ActivityEntry = {
    id: 'boot.1',
    kind: 'call',
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    kernel: 'k',
    notebook: 'work/list.ipynb',
    method: 'GET',
    url: 'https://api.example/v1/items?limit',
    provider: 'platform',
    rule: 0,
    status: 200,
    duration: 12,
    ...more,
  };
  for (const name of without) Reflect.deleteProperty(entry, name);
  return entry;
}
