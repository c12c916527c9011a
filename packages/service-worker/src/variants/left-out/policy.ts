/** In the place of `sealed/policy.ts`. */
export { unreachable as sealingPolicy } from './unreachable.js';
