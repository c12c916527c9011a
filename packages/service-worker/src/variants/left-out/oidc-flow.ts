/** In the place of `flows/oidc-flow.ts`. */
export { unreachable as OidcFlow } from './unreachable.js';
