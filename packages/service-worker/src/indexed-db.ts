/** A kernel reaches the same databases, and may hold one for ever: longer (ms) is not waited. */
const LIMIT_MS = 5_000;

/**
 * Runs `work` in one transaction on the one object store of a database, and
 * resolves when it is committed with what the function that `work` returned
 * reads then. Rejects where the browser keeps no data for this site, or does not
 * answer within 5 s.
 */
export type InStore = <T>(work: (store: IDBObjectStore) => () => T) => Promise<T>;

/** Opens the database with the first use, and keeps it open: opening is most of what a use costs. */
export function inStoreOf(database: string, store: string): InStore {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = () => (opened = undefined);
  return (work) =>
    inTime(async () => {
      opened ??= open(database, store, forget);
      const transaction = (await opened).transaction(store, 'readwrite');
      const read = work(transaction.objectStore(store));
      await committed(transaction);
      return read();
    });
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refused()), LIMIT_MS);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Deletes the entries (records with `at`, in ms since the epoch) that are as old as `ms` or older. */
export function forgetOld(store: IDBObjectStore, now: number, ms: number): void {
  const cursor = store.openCursor();
  cursor.onsuccess = () => {
    const entry = cursor.result;
    if (!entry) return;
    const { at } = entry.value as { readonly at: number };
    if (now - at >= ms) entry.delete();
    entry.continue();
  };
}

/** @param closed it is not open, or not any more */
function open(database: string, store: string, closed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => {
      const db = request.result;
      // The second is of somebody who wants to delete it, and would wait for us.
      db.onclose = db.onversionchange = () => {
        db.close();
        closed();
      };
      resolve(db);
    };
    request.onerror = () => {
      closed();
      reject(refused());
    };
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(refused());
  });
}

function refused(): Error {
  return new Error('the browser keeps no data for this site');
}
