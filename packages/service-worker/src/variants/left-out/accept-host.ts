/** In the place of `host/accept-host.ts`. */
export { unreachable as acceptLegacyData } from './unreachable.js';
