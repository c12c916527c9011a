import type { WorkerEvent } from '@jupyterlite-auth-bridge/protocol';

/** The site's windows, controlled or not (a hard reload leaves one uncontrolled); the worker's own pages are none. */
export async function pagesOf(clients: Clients, scope: string): Promise<readonly WindowClient[]> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.filter(
    ({ url }) => url.startsWith(scope) && !url.startsWith(`${scope}auth-bridge/`),
  );
}

/** True for the client id of a window. Never `clients.get`: Firefox would hang where a kernel waits in a synchronous XMLHttpRequest. */
export async function isWindow(clients: Clients, id: string): Promise<boolean> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.some((window) => window.id === id);
}

export async function tellPages(
  clients: Clients,
  scope: string,
  event: WorkerEvent,
): Promise<void> {
  for (const page of await pagesOf(clients, scope)) page.postMessage(event);
}

/** True for a message from a window of this site: kernels and foreign pages are not listened to. */
export function isPageOf(
  scope: string,
  source: ExtendableMessageEvent['source'],
): source is WindowClient {
  return (
    source !== null && 'type' in source && source.type === 'window' && source.url.startsWith(scope)
  );
}
