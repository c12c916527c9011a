import { pagesOf } from '../clients.js';
import { delay } from '../runtime.js';
import type { Runtime } from '../runtime.js';
import type { Site } from '../site.js';
import type { Marks } from './marks.js';

/** What the browser does not say about its clients by then (ms), it is not going to. */
const LOOKUP_MS = 1_000;

/** `shared`: the site's one SharedWorker. `tab`: a dedicated worker of a tab, where there is no SharedWorker. */
export type KeeperKind = 'shared' | 'tab';

export interface Surroundings {
  readonly site: Site;
  readonly clients: Clients;
  readonly runtime: Runtime;
  readonly marks: Marks;
}

/**
 * Which keeper this client is, by type and URL: no page and no blob: worker
 * has both. A kernel can start one, but not put a word into it.
 */
export async function keeperKind(
  clientId: string,
  { site, clients, runtime }: Surroundings,
): Promise<KeeperKind | undefined> {
  // A kernel's synchronous request to a keeper URL would otherwise hang itself.
  const client = await Promise.race([clients.get(clientId), delay(runtime, LOOKUP_MS)]);
  if (client?.type === 'sharedworker' && client.url === site.keeperScript) return 'shared';
  if (client?.type === 'worker' && client.url === site.tabKeeperScript) return 'tab';
  return undefined;
}

/** Who may answer: `maybe` where that cannot be told, for the browser does not list the keepers of tabs. */
export async function findKeepers(
  surroundings: Surroundings,
): Promise<'shared' | 'maybe' | 'none'> {
  const { site, clients, marks } = surroundings;
  const shared = await hasSharedKeeper(surroundings);
  if (shared) return 'shared';
  if (shared === undefined) return 'maybe';
  const pages = await pagesOf(clients, site.scope);
  return pages.length > 0 && (await marks.mayHaveTabKeeper()) ? 'maybe' : 'none';
}

/** True where more than one keeper may answer, or another one than a tab's is to. */
export async function hasRivals(surroundings: Surroundings): Promise<boolean> {
  const { site, clients } = surroundings;
  if ((await hasSharedKeeper(surroundings)) !== false) return true;
  return (await pagesOf(clients, site.scope)).length > 1;
}

/** Undefined where the browser does not say. */
async function hasSharedKeeper({
  site,
  clients,
  runtime,
}: Surroundings): Promise<boolean | undefined> {
  // 'all' and 'worker' would hang Firefox while a kernel waits in a synchronous request.
  const list = clients.matchAll({ type: 'sharedworker', includeUncontrolled: true });
  const shared = await Promise.race([list, delay(runtime, LOOKUP_MS)]);
  return shared?.some(({ url }) => url === site.keeperScript);
}
