/** What the browser's static routing takes (Service Workers, section "Service worker static routing"). */
interface RouterRule {
  readonly condition: { readonly requestDestination: RequestDestination };
  readonly source: 'network';
}

/** The event of an installation, where the browser has static routing. */
export interface InstallEvent {
  readonly type: string;
  addRoutes?(rules: readonly RouterRule[]): Promise<void>;
}

/** What pages load by elements: neither a rule nor JupyterLite's code without its cache has to do with it. */
const OF_ELEMENTS: readonly RequestDestination[] = ['font', 'image', 'script', 'style'];

/**
 * Has the browser load the site's files without the worker, which need not be
 * started for them. Never rejects: the worker serves as well.
 */
export async function leaveFilesToNetwork(event: InstallEvent): Promise<void> {
  await event
    .addRoutes?.(
      OF_ELEMENTS.map((requestDestination) => ({
        condition: { requestDestination },
        source: 'network',
      })),
    )
    .catch(() => undefined);
}
