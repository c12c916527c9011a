import type { PageReplies, PageRequest, Reply } from '@jupyterlite-auth-bridge/protocol';
import { messageSW } from 'workbox-window/messageSW.js';
import { untilActive } from '../bridge/until-active';
import { refusalOf } from '../link/link-token';

/** Installing the worker and its check of the token (10 s at most) are over by then (ms). */
const LIMIT_MS = 30_000;

/** What a link brings. */
export type LinkRequest = Extract<
  PageRequest,
  { type: 'auth-bridge:use-token' | 'auth-bridge:use-code' }
>;

/**
 * Registers the site's worker and hands it what a link brings. Resolves when
 * the worker has signed in with it; rejects with an Error that says why not.
 *
 * @param url the worker's, as JupyterLite's own manager registers it
 * @param container undefined where the browser gives the page none
 */
export async function signInByLink(
  request: LinkRequest,
  url: string,
  container: ServiceWorkerContainer | undefined,
): Promise<void> {
  if (!container) {
    throw new Error(
      'This browser does not let this page use a service worker (a private window, a sandboxed frame, or no https?), so a link cannot sign you in.',
    );
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("This site's service worker did not answer. Open the link again."));
    }, LIMIT_MS);
  });
  try {
    await Promise.race([handOver(request, url, container), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function handOver(
  request: LinkRequest,
  url: string,
  container: ServiceWorkerContainer,
): Promise<void> {
  const active = await install(url, container).catch(() => undefined);
  if (!active) {
    throw new Error(
      'The service worker of this site could not be installed. Open the link again, or tell the site owner.',
    );
  }
  const reply = (await messageSW(active, request)) as Reply<PageReplies[LinkRequest['type']]>;
  if (!reply.ok) throw new Error(reply.error.detail);
  const refusal =
    request.type === 'auth-bridge:use-token' ? refusalOf(reply.value.state) : undefined;
  if (refusal) throw new Error(refusal.detail);
}

/** The worker of this version: an older one may be JupyterLite's own, which answers nothing. */
async function install(url: string, container: ServiceWorkerContainer) {
  const registration = await container.register(url, { updateViaCache: 'none' });
  await untilActive(registration, { newest: true });
  return registration.active;
}
