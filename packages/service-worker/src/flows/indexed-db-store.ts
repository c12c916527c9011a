import type { SealedRecord, SealedStore } from './pending-authorizations.js';

const STORE = 'pending';
/** A sign-in that was never finished is forgotten after this time (ms). */
const LONGEST_MS = 15 * 60_000;

/** The store in IndexedDB; `name` is of the site, so that two sites on one origin do not meet. */
export function indexedDbStore(name: string, now: () => number): SealedStore {
  const inStore = async <T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const db = await open(name);
    try {
      return await done(work(db.transaction(STORE, 'readwrite').objectStore(STORE)));
    } finally {
      db.close();
    }
  };
  return {
    put: async (id, record) => {
      await inStore((store) => {
        forgetOld(store, now());
        return store.put(record, id);
      });
    },
    take: async (id) => {
      const record = await inStore((store) => {
        const request = store.get(id) as IDBRequest<SealedRecord | undefined>;
        store.delete(id);
        return request;
      });
      return record && now() - record.at < LONGEST_MS ? record : undefined;
    },
  };
}

function forgetOld(store: IDBObjectStore, now: number): void {
  const cursor = store.openCursor();
  cursor.onsuccess = () => {
    const entry = cursor.result;
    if (!entry) return;
    const { at } = entry.value as SealedRecord;
    if (now - at >= LONGEST_MS) entry.delete();
    entry.continue();
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('the browser keeps no data for this site'));
  });
}
