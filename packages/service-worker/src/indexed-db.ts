/**
 * Runs `work` in one transaction on the one object store of a database, and
 * resolves when it is committed with what the function that `work` returned
 * reads then. Rejects where the browser keeps no data for this site.
 */
export async function inStore<T>(
  database: string,
  store: string,
  work: (store: IDBObjectStore) => () => T,
): Promise<T> {
  const db = await open(database, store);
  try {
    const transaction = db.transaction(store, 'readwrite');
    const read = work(transaction.objectStore(store));
    await committed(transaction);
    return read();
  } finally {
    db.close();
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

function open(database: string, store: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(refused());
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
