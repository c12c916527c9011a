import { BridgeError, PROTOCOL_VERSION } from '@jupyterlite-auth-bridge/protocol';
import type { PageReplies } from '@jupyterlite-auth-bridge/protocol';

type Greeting = PageReplies['auth-bridge:hello'];

/** What `jupyter lite build` writes into each page. */
const BUILD = 'meta[name="jupyterlite-auth-bridge-build"]';

/** Downloading and installing a new worker is over by then (ms). */
const INSTALL_MS = 20_000;

/** Build id of the worker that this page was built with; undefined in a site without an auth.json. */
export function pageBuild(): string | undefined {
  return document.querySelector<HTMLMetaElement>(BUILD)?.content;
}

/** True if page and worker are of one build. */
export function isSameVersion(build: string | undefined, { version, state }: Greeting): boolean {
  return version === PROTOCOL_VERSION && build === state.build;
}

/** True for the worker's word that it does not know this page's messages. */
export function isVersionMismatch(error: unknown): boolean {
  return error instanceof BridgeError && error.code === 'version-mismatch';
}

/**
 * Resolves with true when another worker has become the active one, with false
 * where that does not come to pass in 20 s or before `signal` is aborted.
 */
export function untilReplaced(
  registration: ServiceWorkerRegistration,
  signal: AbortSignal,
): Promise<boolean> {
  const { active } = registration;
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = (replaced: boolean) => {
      clearTimeout(timer);
      over.abort();
      resolve(replaced);
    };
    const watch = (worker: ServiceWorker | null) => {
      const onChange = () => {
        if (worker?.state === 'activated' && worker !== active) done(true);
        if (worker?.state === 'redundant') done(false);
      };
      worker?.addEventListener('statechange', onChange, over);
    };
    const timer = setTimeout(() => done(false), INSTALL_MS);
    signal.addEventListener('abort', () => done(false), over);
    registration.addEventListener('updatefound', () => watch(registration.installing), over);
    watch(registration.installing ?? registration.waiting);
    if (signal.aborted) done(false);
  });
}

/** Asks the web host for a newer worker; resolves with true when one has become active. */
export async function updateWorker(registration: ServiceWorkerRegistration): Promise<boolean> {
  const stop = new AbortController();
  const replaced = untilReplaced(registration, stop.signal);
  try {
    await registration.update();
    if (!registration.installing && !registration.waiting) stop.abort(); // there is none
  } catch {
    stop.abort(); // offline, or the script is gone
  }
  return replaced;
}
