import type { SealedRecord, SealedStore } from '../flows/pending-authorizations.js';

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
