/**
 * The site's service worker, and (started by a page as a SharedWorker or as a
 * dedicated worker from the same file) its keeper. The only file that touches `self`.
 */
import { readBakedConfig } from './baked-config.js';
import { indexedDbIds } from './keeper/indexed-db-ids.js';
import { runKeeper } from './keeper/keeper.js';
import type { KeeperScope } from './keeper/keeper.js';
import { NEED } from './keeper/wire.js';
import { keepOAuth, loadOAuth } from './flows/load-oauth.js';
import type { ImportingScope, OAuthPart } from './flows/load-oauth.js';
import { indexedDbStore } from './flows/indexed-db-store.js';
import { keptFile } from './kept-file.js';
import { withLock } from './lock.js';
import { base64url } from './runtime.js';
import type { Runtime } from './runtime.js';
import { siteFromScope } from './site.js';
import { keepOwnPages, leaveFilesToNetwork } from './static-routes.js';
import { refuseLeftOut } from './variants/features.js';
import { createWorker } from './worker.js';

/** Put in by the addon around this script: see packages/addon. */
declare const AUTH_BRIDGE_CONFIG: unknown;
declare const AUTH_BRIDGE_BUILD: string;
/** Where Pyodide is, if not in the site; null on a site whose kernels are not sealed. */
declare const AUTH_BRIDGE_PYODIDE: string | null;
/** Address of the second script, relative to the site; null on a site that needs none. */
declare const AUTH_BRIDGE_OAUTH: string | null;
/** Put in by build.mjs: the features that this variant of the script is without. */
declare const AUTH_BRIDGE_LEFT_OUT: string;
declare const self: ServiceWorkerGlobalScope & KeeperScope & ImportingScope;

const runtime: Runtime = {
  now: () => Date.now(),
  fetch: (request, init) => fetch(request, init),
  cached: (request) => keptFile(request, location.href, caches),
  random: (bytes) => base64url(crypto.getRandomValues(new Uint8Array(bytes))),
  chance: () => Math.random(), // seeded anew by the browser in each start; nothing secret hangs on it
  withLock: (name, task) => withLock(navigator.locks, name, task),
  later: (task, ms) => void setTimeout(task, ms),
};

function runServiceWorker(): void {
  const { clients, registration } = self;
  const { scope } = registration;
  const { channel: name, own } = siteFromScope(scope);
  const channel = new BroadcastChannel(name);
  // The keeper does its part while the rest of this script runs.
  channel.postMessage(NEED);
  const config = readBakedConfig(AUTH_BRIDGE_CONFIG);
  refuseLeftOut(config, AUTH_BRIDGE_LEFT_OUT);
  const now = () => runtime.now();
  const [store, ids] = [indexedDbStore(name, now), indexedDbIds(name, now)];
  const second = new URL(AUTH_BRIDGE_OAUTH ?? '', scope).href;
  let part: OAuthPart | undefined;
  const oauth = () => (part ??= loadOAuth(self, second));
  const surroundings = {
    scope,
    clients,
    runtime,
    oauth,
    store,
    ids,
    channel,
    build: AUTH_BRIDGE_BUILD,
    pyodide: AUTH_BRIDGE_PYODIDE,
    keepsFiles: new URL(location.href).searchParams.get('enableCache') === 'true',
  };
  const worker = createWorker(config, surroundings);
  self.addEventListener('fetch', (event) => {
    const answer = worker.onFetch(event);
    if (!answer && !worker.isLeftToBrowser(event.request)) return;
    // JupyterLite's code below us must neither answer nor cache it.
    event.stopImmediatePropagation();
    if (answer) event.respondWith(answer);
  });
  self.addEventListener('install', (event) => {
    event.waitUntil(keepOwnPages(event, own));
    if (AUTH_BRIDGE_OAUTH !== null) event.waitUntil(keepOAuth(self, second));
    // The scripts of kernels that are to be sealed get their policy here.
    if (!config.kernel.sealed && !surroundings.keepsFiles) {
      event.waitUntil(leaveFilesToNetwork(event));
    }
  });
  self.addEventListener('message', (event) => event.waitUntil(worker.onMessage(event)));
}

if ('registration' in self) runServiceWorker();
else runKeeper(self, siteFromScope(new URL('.', location.href).href));
