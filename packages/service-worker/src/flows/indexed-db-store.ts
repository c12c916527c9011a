import { forgetOld, inStoreOf } from '../indexed-db.js';
import type { SealedRecord, SealedStore } from '../oauth/pending-authorizations.js';

const STORE = 'pending';
/** A sign-in that was never finished is forgotten after this time (ms). */
const LONGEST_MS = 15 * 60_000;

/** The store in IndexedDB; `name` is of the site, so that two sites on one origin do not meet. */
export function indexedDbStore(name: string, now: () => number): SealedStore {
  const inStore = inStoreOf(name, STORE);
  return {
    put: (id, record) =>
      inStore((store) => {
        forgetOld(store, now(), LONGEST_MS);
        store.put(record, id);
        return () => undefined;
      }),
    take: async (id) => {
      const record = await inStore((store) => {
        const request = store.get(id) as IDBRequest<SealedRecord | undefined>;
        store.delete(id);
        return () => request.result;
      });
      return record && now() - record.at < LONGEST_MS ? record : undefined;
    },
  };
}
