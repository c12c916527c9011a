/** What the browser's static routing takes (Service Workers, section "Service worker static routing"). */
interface RouterRule {
  readonly condition:
    | { readonly requestDestination: RequestDestination }
    | { readonly urlPattern: { readonly pathname: string } };
  readonly source: 'network' | 'fetch-event';
}

/** The event of an installation, where the browser has static routing. */
export interface InstallEvent {
  readonly type: string;
  addRoutes?(rules: readonly RouterRule[]): Promise<void>;
}

/** What pages load by elements: neither a rule nor JupyterLite's code without its cache has to do with it. */
const OF_ELEMENTS: readonly RequestDestination[] = ['font', 'image', 'script', 'style'];

/**
 * Has the browser ask the worker alone for the worker's own pages. Chromium asks the web host as
 * well while it starts a worker, and the host would be told the code of a callback. Never rejects.
 *
 * @param own URL that those pages are below, ending in a slash
 */
export function keepOwnPages(event: InstallEvent, own: string): Promise<void> {
  const pathname = `${new URL(own).pathname.replaceAll(/[*+?:{}()\\]/g, '\\$&')}*`;
  return addRoutes(event, [{ condition: { urlPattern: { pathname } }, source: 'fetch-event' }]);
}

/**
 * Has the browser load the site's files without the worker, which need not be
 * started for them. Never rejects: the worker serves as well.
 */
export function leaveFilesToNetwork(event: InstallEvent): Promise<void> {
  return addRoutes(
    event,
    OF_ELEMENTS.map((requestDestination) => ({
      condition: { requestDestination },
      source: 'network',
    })),
  );
}

async function addRoutes(event: InstallEvent, rules: readonly RouterRule[]): Promise<void> {
  await event.addRoutes?.(rules).catch(() => undefined);
}
