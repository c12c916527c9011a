/** The worker's own URLs: the site may be under any path, and two sites may share an origin. */
export interface Site {
  /** The worker's scope: absolute, ends in a slash. */
  readonly scope: string;
  readonly origin: string;
  /** Everything that the worker answers itself is below this URL. */
  readonly own: string;
  readonly kernelEndpoint: string;
  readonly keeperEndpoint: string;
  /** The worker's script without a query; the keepers are started from it with one. */
  readonly script: string;
  readonly keeperScript: string;
  /** Where there is no SharedWorker, each tab has a keeper of its own. */
  readonly tabKeeperScript: string;
  /** Name for channels and locks that belong to this site alone. */
  readonly channel: string;
}

/** True for what JupyterLite's own code in this worker answers: neither rule nor handle changes that. */
export function isJupyterLites({ scope, origin }: Site, url: URL): boolean {
  const address = `${url.origin}${url.pathname}`;
  return (
    address === `${scope}api/drive` ||
    address.startsWith(`${scope}api/stdin/`) ||
    address === `${origin}/api/service-worker-heartbeat`
  );
}

/** True for what loads a keeper's script: from the server, for kernels can write to the cache that JupyterLite's code answers from. */
export function startsKeeper({ script }: Site, { destination }: Request, url: URL): boolean {
  const isWorker = destination === 'worker' || destination === 'sharedworker';
  return isWorker && `${url.origin}${url.pathname}` === script;
}

export function siteFromScope(scope: string): Site {
  const own = new URL('auth-bridge/', scope).href;
  return {
    scope,
    origin: new URL(scope).origin,
    own,
    kernelEndpoint: new URL('kernel/', own).href,
    keeperEndpoint: new URL('keeper/', own).href,
    script: new URL('service-worker.js', scope).href,
    keeperScript: new URL('service-worker.js?keeper', scope).href,
    tabKeeperScript: new URL('service-worker.js?tab-keeper', scope).href,
    channel: `auth-bridge:${scope}`,
  };
}
