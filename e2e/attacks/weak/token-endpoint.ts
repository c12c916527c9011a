import type { answerClient as real } from '../../../packages/service-worker/src/capture/token-endpoint.js';

export type { Endpoint } from '../../../packages/service-worker/src/capture/token-endpoint.js';

/** Weak: the issuer's answer as it is, and the session's own tokens for whatever is shown. */
export const answerClient: typeof real = (request, { flow, endpoint }, { vault, runtime }) => {
  const { credential } = vault.session(flow.provider.id) ?? {};
  return endpoint === 'device-authorization'
    ? runtime.fetch(request)
    : Promise.resolve(Response.json({ token_type: 'Bearer', ...credential }));
};
