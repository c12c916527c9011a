import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { BridgeError } from '@jupyterlite-auth-bridge/protocol';
import { Workbox } from 'workbox-window';
import { untilActive } from './until-active';

/** A worker that has not taken control by then (ms) is not going to. */
const CONTROL_MS = 10_000;

/**
 * Registers the site's worker and resolves when it is active. The URL is the
 * very one that JupyterLite's own manager uses: another one, even another
 * query, would replace the registration.
 *
 * Rejects with a BridgeError `worker-unavailable`.
 */
export async function registerWorker(): Promise<ServiceWorkerRegistration> {
  if (!('serviceWorker' in navigator)) {
    throw unavailable(
      window.isSecureContext
        ? 'This browser does not let this page use a service worker (a private window, or a sandboxed frame?).'
        : 'This page is not served over https.',
    );
  }
  const url = workerUrl();
  keepRegistration(url);
  const workbox = new Workbox(url, { updateViaCache: 'none' });
  try {
    const registration = await workbox.register({ immediate: true });
    if (!registration) throw unavailable('The service worker could not be registered.');
    await untilActive(registration);
    return registration;
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    throw unavailable('The service worker could not be registered.', error);
  }
}

/** True for the script of this site's worker, whatever its query. */
export function isOwnWorker(scriptUrl: string): boolean {
  const [own, other] = [new URL(workerUrl()), new URL(scriptUrl)];
  return own.origin === other.origin && own.pathname === other.pathname;
}

/** Resolves when this page is controlled; false where that does not come. */
export async function untilControlled(): Promise<boolean> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return true;
  return new Promise((resolve) => {
    const done = (controlled: boolean) => {
      clearTimeout(timer);
      serviceWorker.removeEventListener('controllerchange', onChange);
      resolve(controlled);
    };
    const onChange = () => done(true);
    const timer = setTimeout(() => done(false), CONTROL_MS);
    serviceWorker.addEventListener('controllerchange', onChange);
  });
}

function workerUrl(): string {
  const url = new URL(URLExt.join(PageConfig.getBaseUrl(), 'service-worker.js'), location.href);
  const enableCache = PageConfig.getOption('enableServiceWorkerCache') || 'false';
  url.searchParams.set('enableCache', enableCache);
  return url.href;
}

/**
 * JupyterLite's manager unregisters every worker of the origin when this entry
 * is missing or of another version, and sessions would be lost with it.
 * Updates come with the registration itself.
 */
function keepRegistration(url: string): void {
  localStorage.setItem(`${url}-version`, PageConfig.getOption('appVersion'));
}

function unavailable(detail: string, cause?: unknown): BridgeError {
  return new BridgeError(
    'worker-unavailable',
    `${detail} Without it this site cannot sign in; reload the page, or tell the site owner.`,
    { cause },
  );
}
