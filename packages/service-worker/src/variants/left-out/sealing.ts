/** In the place of `sealed/sealing.ts`. */
export { unreachable as Sealing } from './unreachable.js';
