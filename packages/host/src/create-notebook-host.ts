import { Connection } from './connection.js';
import { exactOrigin } from './exact-origin.js';
import { loadFrameAnew } from './load-anew.js';
import type { NotebookHost, NotebookOptions } from './options.js';

const SILENT = {
  code: 'host-silent',
  detail:
    "The site in the frame has not greeted this page. Is `origin` the site's, and is this page's origin in `host.origins` of its auth.json?",
} as const;

/**
 * Makes this page the host of the notebooks in `iframe`: the notebooks are
 * signed in as this page's user and get its data.
 *
 * One document of the frame is spoken with. Where another one comes in its
 * place, as after a reload in the frame, the frame is loaded anew from its
 * `src`: scripts of notebooks could else take the site's place.
 *
 * @throws TypeError where `origin` is none
 */
export function createNotebookHost(
  iframe: HTMLIFrameElement,
  options: NotebookOptions & {
    /** Origin of the notebooks' site, such as `https://notebooks.example`. */
    readonly origin: string;
  },
): NotebookHost {
  const connection = new Connection(
    {
      origin: exactOrigin(options.origin),
      target: () => iframe.contentWindow,
      reload: (onGone) => loadFrameAnew(iframe, onGone),
      silent: { status: 'failed', problem: SILENT },
    },
    options,
  );
  const missing = missingPermission(iframe);
  if (missing !== undefined) {
    connection.fail(
      'frame-sandboxed',
      `The frame is sandboxed without ${missing}, so the site in it cannot have a service worker. Add ${missing} to its sandbox attribute, or leave the attribute out.`,
    );
  }
  return connection;
}

/** A worker needs its origin: HTML, section 4.8.5, the sandbox attribute. */
function missingPermission(iframe: HTMLIFrameElement): string | undefined {
  if (!iframe.hasAttribute('sandbox')) return undefined;
  const { sandbox } = iframe;
  return ['allow-scripts', 'allow-same-origin'].find((permission) => !sandbox.contains(permission));
}
