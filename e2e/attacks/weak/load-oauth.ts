import { loadOAuth as realLoad } from '../../../packages/service-worker/src/flows/load-oauth.js';
import type { OAuthPart } from '../../../packages/service-worker/src/flows/load-oauth.js';

export { keepOAuth } from '../../../packages/service-worker/src/flows/load-oauth.js';

/** Weak: the second script answers clients as below. */
export const loadOAuth: typeof realLoad = (scope, url) => ({
  ...realLoad(scope, url),
  answerClient,
});

/** Weak: the issuer's answer as it is, and the session's own tokens for whatever is shown. */
const answerClient: OAuthPart['answerClient'] = (
  request,
  { flow, endpoint },
  { vault, runtime },
) => {
  const { credential } = vault.session(flow.provider.id) ?? {};
  return endpoint === 'device-authorization'
    ? runtime.fetch(request)
    : Promise.resolve(Response.json({ token_type: 'Bearer', ...credential }));
};
