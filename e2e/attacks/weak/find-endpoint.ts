import type { candidates as real } from '../../../packages/service-worker/src/capture/find-endpoint.js';

export {
  findEndpoint,
  undiscovered,
} from '../../../packages/service-worker/src/capture/find-endpoint.js';

/** Weak: an endpoint's address is taken by the letter. */
export const candidates: typeof real = ({ url, method }, sessions) =>
  method === 'POST'
    ? sessions.oidcFlows().filter(({ knownEndpoints: known }) => {
        const address = url.origin + url.pathname;
        return address === known?.token || address === known?.deviceAuthorization;
      })
    : [];
