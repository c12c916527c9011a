import { Vault as RealVault } from '../../../packages/service-worker/src/vault/vault.js';
import type { Session } from '../../../packages/service-worker/src/vault/types.js';

/** Weak: keeps what it holds in storage too, and tells everybody on a channel whenever it looks at it. */
export class Vault extends RealVault {
  private readonly told = new BroadcastChannel('weak');

  override session(provider: string): Session | undefined {
    const session = super.session(provider);
    if (session) this.told.postMessage(JSON.stringify(session));
    return session;
  }

  override setSession(session: Session): void {
    super.setSession(session);
    void store(session);
  }
}

async function store(session: Session): Promise<void> {
  const text = JSON.stringify(session);
  const cache = await caches.open('weak');
  await cache.put(`/weak-${session.provider}`, new Response(text));
  const request = indexedDB.open('weak');
  request.onupgradeneeded = () => request.result.createObjectStore('sessions');
  request.onsuccess = () => {
    const db = request.result;
    db.transaction('sessions', 'readwrite').objectStore('sessions').put(text, session.provider);
    db.close();
  };
}
