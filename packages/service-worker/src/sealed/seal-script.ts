import type { Site } from '../site.js';

/**
 * True for the script of a worker that is not the keeper's. Which of them run kernels cannot be told
 * from a request, and a name would let a renamed one through: all of the site's are sealed.
 */
export function startsWorker({ scope }: Site, { destination }: Request, url: URL): boolean {
  return (destination === 'worker' || destination === 'sharedworker') && url.href.startsWith(scope);
}

/**
 * In front of the script, so before any code of a user's. Kernels must not register or remove service
 * workers (Firefox and WebKit let workers do so), nor write to the cache that pages are answered from
 * where the site is offline. There is no other realm to get them back from: no frames, no workers.
 */
const HIDE = `(()=>{"use strict";for(const[it,name]of[[navigator,"serviceWorker"],[self,"caches"]]){for(let on=it;on;on=Object.getPrototypeOf(on))delete on[name];if(name in it)throw new Error("not sealed")}})();`;

/** A directive is one only at the start of the script. */
const STRICT = /^\s*(["'])use strict\1/;

/** The script under the policy, with what it must not have hidden. An answer that is no script stays as it is. */
export async function sealScript(response: Response, policy: string): Promise<Response> {
  if (!response.ok) return response;
  const script = await response.text();
  const headers = new Headers(response.headers);
  // Of the bytes that came, not of these.
  headers.delete('content-length');
  headers.delete('content-encoding');
  // Beside what the web host has set: both hold.
  headers.append('content-security-policy', policy);
  const { status, statusText } = response;
  const directive = STRICT.test(script) ? '"use strict";' : '';
  return new Response(directive + HIDE + script, { status, statusText, headers });
}
