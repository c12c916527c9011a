/** In the place of `flows/load-oauth.ts`. */
export { unreachable as keepOAuth, unreachable as loadOAuth } from './unreachable.js';
