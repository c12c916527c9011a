/** In the place of `labarchives/signed-url.ts`. */
export { unreachable as signedUrl } from './unreachable.js';
