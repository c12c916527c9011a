import type { Runtime } from '../runtime.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Sender } from './attach-credential.js';

/** Sends what carries the credential of a provider; only an OIDC provider's tokens are bound to a key. */
export function senderFor(provider: string, sessions: Sessions, runtime: Runtime): Sender {
  return {
    now: () => runtime.now(),
    fetch: (request) => runtime.fetch(request),
    dpop: (request, accessToken, key, send) => {
      const flow = sessions.oidcFlow(provider);
      if (!flow) throw new Error('a bound token of no OIDC provider');
      return flow.client.dpopRequest(request, accessToken, key, send);
    },
  };
}
