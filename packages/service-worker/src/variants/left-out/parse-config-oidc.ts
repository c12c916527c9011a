/** In the place of the protocol's parser of providers whose `type` is `oidc`. */
export { unreachable as oidcProvider } from './unreachable.js';
