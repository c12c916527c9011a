import { forgetOld, inStoreOf } from '../indexed-db.js';
import type { IdStore } from './marks.js';

const STORE = 'ids';
/** Longer than a tab that the browser has frozen is likely to hold an old state (ms). */
const LONGEST_MS = 7 * 24 * 3_600_000;
/** More than a week's sessions; beyond it somebody else is filling the store. */
const MOST = 1_000;

/** The store in IndexedDB; `site` names the site, so that two sites on one origin do not meet. */
export function indexedDbIds(site: string, now: () => number): IdStore {
  // A database of its own: an older worker of the site knows the other by its version.
  const inStore = inStoreOf(`${site}#ids`, STORE);
  return {
    add: (ids) =>
      inStore((store) => {
        const count = store.count();
        count.onsuccess = () => {
          if (count.result > MOST) store.clear();
          else forgetOld(store, now(), LONGEST_MS);
          for (const id of ids) store.put({ at: now() }, id);
        };
        return () => undefined;
      }),
    all: () =>
      inStore((store) => {
        const keys = store.getAllKeys(undefined, MOST + 1);
        return () => new Set(keys.result.map(String));
      }),
  };
}
