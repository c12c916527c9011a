/** In the place of `flows/typed-flow.ts`. */
export { unreachable as TypedFlow } from './unreachable.js';
