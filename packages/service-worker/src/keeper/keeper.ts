import type { Site } from '../site.js';
import { newKeys, seal } from './sealed-box.js';
import { CHANGED, HERE, KEY, NEED, WORKER_HEADER, parsePong } from './wire.js';

/** Between two pings when nothing is due (ms): a browser stops a worker after about 30 s. */
const PING_MS = 20_000;
/** The same after one that got no answer (ms), once: the worker was stopped with the question. */
const RETRY_MS = 1_000;
/** No request to the worker may take longer (ms). */
const REQUEST_MS = 10_000;

/** The global of a SharedWorker or of a tab's dedicated worker, as far as it is used. */
export interface KeeperScope extends EventTarget {
  readonly navigator: WorkerNavigator;
  close(): void;
}

/**
 * Runs in the site's SharedWorker, or where there is none in a dedicated worker
 * of each tab: holds a copy of the worker's state in memory while the worker is
 * stopped, and gives it back to it alone. It reads no message of any page, and
 * says nothing to those that connect but the name of a lock that it holds while
 * it lives: `{lock}`, false where it has no worker to keep for.
 */
export function runKeeper(scope: KeeperScope, site: Site): void {
  let snapshot: string | undefined;
  let restoring = false;
  let asked = 0;
  let had = 0;
  let sender = newKeys();
  let sealed: { readonly key: string; readonly box: Promise<BodyInit> } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(path: string, init?: RequestInit): Promise<Response | undefined> {
    const response = await fetch(new URL(path, site.keeperEndpoint), {
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
      ...init,
    });
    const fromWorker = response.ok && response.headers.has(WORKER_HEADER);
    return fromWorker && (await workerIsOurs(scope, site)) ? response : undefined;
  }

  async function pull(): Promise<void> {
    const turn = (asked += 1);
    const state: unknown = await (await ask('state'))?.json();
    // Two pulls at a time may come back in the other order.
    if (state === undefined || turn < had) return;
    had = turn;
    snapshot = JSON.stringify(state);
    sealed = undefined;
  }

  /** The state for the worker of this key, sealed once; nothing where there is none. */
  async function boxFor(key: string): Promise<BodyInit | null> {
    if (snapshot === undefined) return null;
    if (sealed?.key !== key) {
      sealed = { key, box: seal(snapshot, key, sender) };
      sender = newKeys();
    }
    return sealed.box;
  }

  async function restore(): Promise<void> {
    const key = (await ask('challenge'))?.headers.get(WORKER_HEADER);
    if (!key) return;
    // To a key of another version's worker it has nothing: that worker need not wait.
    await ask('restore', { method: 'POST', body: await boxFor(key).catch(() => null) });
  }

  async function ping(retry = RETRY_MS): Promise<void> {
    clearTimeout(timer);
    const answer = await ask('ping')
      .then((response) => response?.json() as unknown)
      .catch(() => undefined);
    const pong = parsePong(answer);
    clearTimeout(timer); // another ping may have set it meanwhile
    const next = Math.min(pong?.next ?? retry, PING_MS);
    timer = setTimeout(() => void ping(pong ? RETRY_MS : PING_MS), next);
  }

  const channel = new BroadcastChannel(site.channel);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === CHANGED) {
      void pull()
        .then(() => ping())
        .catch(() => undefined);
    }
    if (data === NEED && snapshot !== undefined) channel.postMessage(HERE);
    if (data === NEED && !restoring) {
      restoring = true;
      void restore()
        .catch(() => undefined)
        .finally(() => (restoring = false));
    }
    const [, key] = String(data).split(KEY);
    if (restoring && key) void boxFor(key).catch(() => undefined);
  };

  // Without an answer from the worker this is not its keeper: a page made it before the worker had control.
  const ready = ask('challenge').then(
    (challenge) => challenge !== undefined,
    () => false,
  );
  scope.addEventListener('connect', (event) => {
    const [port] = (event as MessageEvent).ports;
    void ready.then(async (ok) => port?.postMessage({ lock: ok && (await holdLock(scope, site)) }));
  });
  void ready.then(async (ok) => {
    if (!ok) {
      scope.close();
      return;
    }
    await pull().catch(() => undefined);
    await ping();
  });
}

/** Holds a lock until the keeper ends; its name. No two are alike: a kernel cannot have taken it before. */
function holdLock({ navigator }: KeeperScope, { channel }: Site): Promise<string> {
  const name = `${channel}${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    const held = navigator.locks.request(name, () => {
      resolve(name);
      return new Promise(() => undefined);
    });
    // A kernel may take it away: the page asks for another.
    held.catch(() => undefined);
  });
}

/** False where another script has been registered below the site's scope: a worker of its own would answer us then. */
async function workerIsOurs(scope: KeeperScope, site: Site): Promise<boolean> {
  // Chromium has no navigator.serviceWorker in workers; nor can a kernel register one there.
  const container = scope.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return true;
  const registration = await container.getRegistration(site.keeperEndpoint);
  const url = registration?.active && new URL(registration.active.scriptURL);
  return url ? `${url.origin}${url.pathname}` === site.script : false;
}
