/** In the place of `host/mat3ra-account.ts`. */
export { unreachable as mat3raAccount, unreachable as mat3raEnvironment } from './unreachable.js';
