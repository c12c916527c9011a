import type { IdStore } from '../keeper/marks.js';
import type { SealedRecord, SealedStore } from '../oauth/pending-authorizations.js';

/** What IndexedDB does for the worker, in memory; `records` is what page code could read. */
export function memoryStore(): SealedStore & { readonly records: Map<string, SealedRecord> } {
  const records = new Map<string, SealedRecord>();
  return {
    records,
    put: (id, record) => {
      records.set(id, record);
      return Promise.resolve();
    },
    take: (id) => {
      const record = records.get(id);
      records.delete(id);
      return Promise.resolve(record);
    },
  };
}

/** The same for ids; `kept` is what page and kernel code could read and change. */
export function memoryIds(): IdStore & { readonly kept: Set<string> } {
  const kept = new Set<string>();
  return {
    kept,
    add: (ids) => {
      for (const id of ids) kept.add(id);
      return Promise.resolve();
    },
    all: () => Promise.resolve(new Set(kept)),
  };
}
