import { problemResponse } from '../problem.js';
import type { Problem } from '../problem.js';
import type { Runtime } from '../runtime.js';
import type { Site } from '../site.js';
import type { Vault } from '../vault/vault.js';
import { sealScript, startsWorker } from './seal-script.js';

interface SealingContext {
  readonly site: Site;
  readonly vault: Vault;
  readonly runtime: Runtime;
  /** The kernels' Content-Security-Policy. */
  readonly policy: string;
}

/** What is other on a site whose kernels are sealed. */
export class Sealing {
  constructor(private readonly context: SealingContext) {}

  /** The answer to a request that starts a worker, which may be a kernel's; undefined for every other. */
  start(request: Request, url: URL, client: string): Promise<Response> | undefined {
    const { site } = this.context;
    if (startsWorker(site, request, url)) return this.seal(request, client);
    return isFont(site, request, url, client) ? Promise.resolve(Response.error()) : undefined;
  }

  /** Nobody but a worker whose script went through `start` gets anything of a session. */
  refuse(client: string): Response | undefined {
    return this.context.vault.isSealed(client) ? undefined : problemResponse(UNSEALED);
  }

  /** What the kernel endpoint says to it; a kernel asks `sealed` before it has a handle. */
  answerKernel(action: string, client: string): Response | undefined {
    const sealed = action === 'sealed' ? new Response(null, { status: 204 }) : undefined;
    return this.refuse(client) ?? sealed;
  }

  /** From the server: what JupyterLite has in its cache, any script of the site may have put there. */
  private async seal(request: Request, client: string): Promise<Response> {
    const { runtime, vault, policy } = this.context;
    const response = await sealScript(await runtime.fetch(request), policy);
    if (client !== '') vault.addSealed(client);
    return response;
  }
}

/**
 * WebKit asks no policy for the fonts of workers, calls them workers that nobody becomes, and loads them
 * from the whole origin. (In Firefox what modules of workers import looks the same: the policy is asked there.)
 */
function isFont({ origin, scope }: Site, { destination }: Request, url: URL, client: string) {
  const isElsewhere = url.origin === origin && !url.href.startsWith(scope);
  return destination === 'worker' && client === '' && isElsewhere;
}

const UNSEALED: Problem = {
  code: 'kernel-unsealed',
  status: 403,
  detail:
    'The sign-in of this site is for sealed kernels alone, and this call is not from one. Restart the kernel; if that does not help, save your work and reload the page.',
};
